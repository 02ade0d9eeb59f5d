import { stdout } from 'node:process';

/** The width of the bar itself, in characters. */
const barCharacters = 30;

/** A progress bar on one line of the terminal; piped into a file, it is a line for each change. */
export interface ProgressBar {
  /** Shows how far it is, from 0 to 100, with a few words. */
  show(percent: number, words: string): void;
  /** Leaves the last state standing and goes to the next line. */
  end(): void;
}

/** Starts a progress bar. */
export function startProgressBar(): ProgressBar {
  let shown = '';
  return {
    show(percent, words) {
      const line = render(percent, words);
      if (line === shown) return;
      shown = line;
      stdout.write(stdout.isTTY ? `\r\x1b[2K${line.slice(0, (stdout.columns ?? 80) - 1)}` : `${line}\n`);
    },
    end() {
      if (stdout.isTTY && shown !== '') stdout.write('\n');
    },
  };
}

function render(percent: number, words: string): string {
  const filled = Math.round((Math.min(Math.max(percent, 0), 100) / 100) * barCharacters);
  const bar = '█'.repeat(filled) + '░'.repeat(barCharacters - filled);
  return `  ${bar} ${String(Math.round(percent)).padStart(3)} %  ${words}`;
}
