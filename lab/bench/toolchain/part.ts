import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyProject } from '../../copy-project.ts';
import type { Part } from '../part.ts';
import { type Figure, figureTable } from '../table.ts';
import { run, startToPage } from './commands.ts';

/** Durations of the commands that a developer waits for. */
export const toolchain: Part = {
  name: 'toolchain',
  title: 'Toolchain',
  async measure({ quick, onProgress }) {
    const folder = await mkdtemp(join(tmpdir(), 'reelsync-bench-'));
    const figures: Figure[] = [];
    const note = (name: string, how: string, seconds: number) => {
      figures.push({ name, how, measured: seconds, unit: 's' });
      onProgress(`${name}: ${seconds.toFixed(1)} s`);
    };
    try {
      await copyProject(folder);
      note(
        'npm ci',
        'in a fresh copy, with a warm npm cache',
        await run(folder, 'node', ['local/commands/install.mjs']),
      );
      note('npm run build', 'functions and page', await run(folder, 'npm', ['run', 'build']));
      note('npm start', 'until the page is served', await startToPage(folder));
      const tests = quick ? ['test', '--', 'test/unit/stub'] : ['test'];
      note('npm test', quick ? 'a few tests' : 'all tests', await run(folder, 'npm', tests));
      return figureTable(figures);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
