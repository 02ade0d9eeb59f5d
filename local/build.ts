import { execFile } from 'node:child_process';
import { projectRoot } from './paths.ts';

/** The functions do not compile; the message has the compiler's errors. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
}

/** Bundles the functions into a folder. Throws CompileError. */
export async function bundleFunctions(outDir: string): Promise<void> {
  const args = ['build', '--logLevel', 'error', '--outDir', outDir];
  await runTool('vite/bin/vite.js', args, 'The functions do not compile');
}

/** Writes the type declarations of the functions into a folder. Throws CompileError. */
export async function declareTypes(outDir: string): Promise<void> {
  await runTool('typescript/bin/tsc', ['-p', '.', '--outDir', outDir], 'The functions have type errors');
}

/** Checks the types of the functions, which bundling does not. Throws CompileError. */
export async function checkFunctions(): Promise<void> {
  await runTool('typescript/bin/tsc', ['-p', '.', '--noEmit'], 'The functions run, but have type errors');
}

/** Runs a tool in the folder of the functions. */
async function runTool(tool: string, args: readonly string[], problem: string): Promise<void> {
  const command = [`${projectRoot}/node_modules/${tool}`, ...args];
  await new Promise<void>((resolve, reject) => {
    execFile(process.execPath, command, { cwd: `${projectRoot}/functions` }, (error, stdout, stderr) => {
      // Below the errors is the stack of the bundler.
      const [errors = ''] = `${stdout}${stderr}`.split('\n    at ');
      if (error === null) resolve();
      else reject(new CompileError(`${problem}:\n${errors.trim()}`));
    });
  });
}
