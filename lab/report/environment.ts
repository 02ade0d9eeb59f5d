import { availableParallelism, totalmem } from 'node:os';

/** One line with date, Node version and machine. */
export function measurementEnvironment(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const date = new Date().toISOString().slice(0, 10);
  return `Measured on ${date} with Node ${process.versions.node}, ${process.platform} ${process.arch}, ${availableParallelism()} cores, ${memory} GiB.`;
}
