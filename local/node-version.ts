import { readFileSync } from 'node:fs';
import { projectRoot } from './paths.ts';

/**
 * Describes the Node that runs this command, the functions and the tests.
 *
 * @param version as `process.versions.node` has it.
 */
export function describeNode(version: string = process.versions.node): string {
  const deployed = deployedMajor();
  if (version.startsWith(`${deployed}.`)) return `Node ${version}`;
  return `Node ${version}, because no package carries Node ${deployed} for this platform; deployed functions run on Node ${deployed}`;
}

/** The major version of Node that the functions are deployed on. */
function deployedMajor(): string {
  const text = readFileSync(`${projectRoot}/firebase.json`, 'utf8');
  return /"runtime": "nodejs(\d+)"/.exec(text)?.[1] ?? '';
}
