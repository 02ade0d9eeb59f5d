import { stdout } from 'node:process';

const barCharacters = 30;

/** A progress bar on one line of a terminal. When the output is not a terminal, each change is a new line. */
export interface ProgressBar {
  /** @param percent from 0 to 100. */
  show(percent: number, label: string): void;
  /** Keeps the last state on screen and moves to the next line. */
  end(): void;
}

export function startProgressBar(): ProgressBar {
  let shown = '';
  return {
    show(percent, label) {
      const line = render(percent, label);
      if (line === shown) return;
      shown = line;
      // A terminal that does not know its width reports 0.
      stdout.write(stdout.isTTY ? `\r\x1b[2K${line.slice(0, (stdout.columns || 80) - 1)}` : `${line}\n`);
    },
    end() {
      if (stdout.isTTY && shown !== '') stdout.write('\n');
    },
  };
}

function render(percent: number, label: string): string {
  const filled = Math.round((Math.min(Math.max(percent, 0), 100) / 100) * barCharacters);
  const bar = '█'.repeat(filled) + '░'.repeat(barCharacters - filled);
  return `  ${bar} ${String(Math.round(percent)).padStart(3)} %  ${label}`;
}
