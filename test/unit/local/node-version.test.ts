import { expect, test } from 'vitest';
import { describeNode } from '../../../local/node-version.ts';

test('describes a Node of the deployed major version by its version alone', () => {
  expect(describeNode('24.21.0')).toBe('Node 24.21.0');
});

test.each(['20.19.0', '22.23.1', '25.0.0', '240.1.0'])(
  'another Node says what the functions are deployed on: %s',
  (version) => {
    expect(describeNode(version)).toBe(
      `Node ${version}, because no package carries Node 24 for this platform; deployed functions run on Node 24`,
    );
  },
);
