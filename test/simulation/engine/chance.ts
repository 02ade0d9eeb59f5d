/** What can go wrong. */
export const faults = [
  // Instances and time.
  'instance crashes',
  'instance freezes',
  'instance freezes before sending',
  'clock is off',
  'slow exchange',
  // Firestore.
  'commit fails',
  'commit reply lost',
  'commit applied late',
  'firestore unreachable',
  // Events and schedules.
  'event delivered twice',
  'event late',
  'event lost',
  'sweep skipped',
  // Upstream.
  'error answer',
  'outage',
  'connection refused',
  'connection breaks before processing',
  'connection breaks after processing',
  'processed late',
  'answer late',
  'answer unreadable',
  'listing lags',
  'fresh document not found',
] as const;

/** What people do, beyond creating the first document. */
export const acts = [
  // Editors and administrators of knowledge.
  'edit',
  'edit back',
  'delete',
  'create again',
  'restore',
  'retry',
  'reconcile',
  'remote deleted by hand',
  'remote renamed by hand',
  'remote edited by hand',
  // Musicians.
  'import',
  'cancel import',
  'learn tune',
  'delete tune',
  'leave',
] as const;

export type Fault = (typeof faults)[number];
export type Act = (typeof acts)[number];

/** A fault, or an act of people. */
export type Incident = Fault | Act;

/** A fault or act that happened, at a place that stays the same when others are suppressed. */
export interface Happened {
  readonly place: number;
  readonly incident: Incident;
}

/** The highest probability of a fault or act: a certain one would repeat without end. */
const mostLikely = 0.5;

/** The probability of each fault in a schedule, the suppressed ones, and those that happened. */
export class Incidents {
  readonly happened: Happened[] = [];
  readonly #weights: Readonly<Partial<Record<Incident, number>>>;
  readonly #suppressed: ReadonlySet<number>;
  /** False once faults have ended. */
  enabled = true;

  constructor(weights: Readonly<Partial<Record<Incident, number>>>, suppressed: ReadonlySet<number>) {
    this.#weights = weights;
    this.#suppressed = suppressed;
  }

  /** Whether an incident of this probability happens at a place, given a number in [0, 1). */
  happens(incident: Incident, probability: number, place: number, drawn: number): boolean {
    const weight = this.#weights[incident] ?? 1;
    const likely =
      weight > 1 ? Math.max(probability, Math.min(probability * weight, mostLikely)) : probability * weight;
    if (!this.enabled || drawn >= likely || this.#suppressed.has(place)) return false;
    this.happened.push({ place, incident });
    return true;
  }
}

/** Weights without any fault. */
export const noFaults: Readonly<Partial<Record<Incident, number>>> = Object.fromEntries(
  faults.map((fault) => [fault, 0]),
);

/** Draws of one stream stay below this, so that place numbers are unique. */
const drawsOfStream = 1 << 20;

/**
 * The random numbers of one actor. Each actor draws from a stream of its own, and each incident draws
 * its details from a stream below that, so that suppressing one incident moves as little as possible.
 */
export class Chance {
  readonly #incidents: Incidents;
  readonly #stream: number;
  #state: number;
  #draws = 0;

  constructor(incidents: Incidents, seed: number, stream: number) {
    this.#incidents = incidents;
    this.#stream = stream;
    this.#state = mix(seed, stream);
  }

  /** A number in [0, 1). */
  next(): number {
    this.#draws += 1;
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return scramble(this.#state) / 4294967296;
  }

  /** A whole number in [least, most]. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  }

  /** The random numbers for the details of an incident if it happens here, else null. */
  incident(incident: Incident, probability: number): Chance | null {
    const drawn = this.next();
    const place = this.#stream * drawsOfStream + this.#draws;
    if (!this.#incidents.happens(incident, probability, place, drawn)) return null;
    return new Chance(this.#incidents, this.#state, this.#draws);
  }

  /** A stream below this one. */
  stream(number: number): Chance {
    return new Chance(this.#incidents, this.#state, mix(this.#stream, number));
  }
}

/** A 32-bit number that depends on both. */
export function mix(a: number, b: number): number {
  return scramble(Math.imul(a ^ 0x7feb352d, 0x846ca68b) ^ scramble((b + 0x9e3779b9) | 0));
}

function scramble(value: number): number {
  let z = value;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}
