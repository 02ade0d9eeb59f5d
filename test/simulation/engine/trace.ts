/** What happened in a schedule, line by line. The hash depends on every character of every line. */
export class Trace {
  readonly lines: string[] | null;
  #low = 0x811c9dc5;
  #high = 0x9e3779b9;
  steps = 0;
  #waiting: { steps: number; happen: () => void }[] = [];

  /** @param kept whether the lines are kept for people to read. */
  constructor(kept: boolean) {
    this.lines = kept ? [] : null;
  }

  add(at: number, line: string): void {
    this.steps += 1;
    let hash = at | 0;
    for (let i = 0; i < line.length; i += 1) hash = Math.imul(hash ^ line.charCodeAt(i), 0x01000193);
    this.#low = Math.imul(this.#low ^ hash, 0x01000193);
    this.#high = Math.imul(this.#high + hash, 0x85ebca6b) ^ (this.#high >>> 13);
    this.lines?.push(`${clock(at)} ${line}`);
    if (this.#waiting.length > 0) this.#wake();
  }

  /** Calls back once this many more lines have been written. */
  afterSteps(steps: number, happen: () => void): void {
    this.#waiting.push({ steps: this.steps + steps, happen });
  }

  #wake(): void {
    const due = this.#waiting.filter(({ steps }) => steps <= this.steps);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter(({ steps }) => steps > this.steps);
    for (const { happen } of due) happen();
  }

  /** 64 bits as two unsigned numbers. */
  get hash(): readonly [number, number] {
    return [this.#low >>> 0, this.#high >>> 0];
  }
}

/** Milliseconds since the beginning of a schedule as `d hh:mm:ss.mmm`. */
function clock(milliseconds: number): string {
  const part = (unit: number, of: number, width: number) =>
    String(Math.floor(milliseconds / unit) % of).padStart(width, '0');
  const days = Math.floor(milliseconds / 86_400_000);
  const time = `${part(3_600_000, 24, 2)}:${part(60_000, 60, 2)}:${part(1000, 60, 2)}.${part(1, 1000, 3)}`;
  return days > 0 ? `${days}d ${time}` : time;
}
