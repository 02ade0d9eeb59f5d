import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Keeps every core busy with a process of its own, until the returned function is called. */
export function startBusyLoops(): () => void {
  const loops = Array.from({ length: availableParallelism() }, () => {
    return spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' });
  });
  const end = () => {
    for (const loop of loops) loop.kill('SIGKILL');
    process.off('exit', end);
  };
  process.once('exit', end);
  return end;
}
