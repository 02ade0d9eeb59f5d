import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Something that can be followed: tells of each value or of the failure that ended it, until stopped. */
export type Source<T> = (next: (value: T) => void, failed: (message: string) => void) => () => void;

/** What a component knows of what it follows. */
export type Followed<T> = { state: 'loading' } | { state: 'shown'; value: T } | { state: 'failed'; message: string };

/** Keeps a component in step with a source for as long as it is on the page. */
export class Live<T> implements ReactiveController {
  /** The newest value; stays while another source is being opened in the place of the first. */
  followed: Followed<T> = { state: 'loading' };

  readonly #host: ReactiveControllerHost;
  readonly #onValue: ((value: T, before: T | null) => void) | undefined;
  #source: Source<T> | null = null;
  #stop: (() => void) | null = null;

  /** @param onValue is told of each value and of the one before it; null before the first. */
  constructor(host: ReactiveControllerHost, onValue?: (value: T, before: T | null) => void) {
    this.#host = host;
    this.#onValue = onValue;
    host.addController(this);
  }

  /** The newest value, or null while there is none. */
  get value(): T | null {
    return this.followed.state === 'shown' ? this.followed.value : null;
  }

  /** Follows this source from now on, instead of any other. */
  follow(source: Source<T>): void {
    this.#stop?.();
    this.#source = source;
    this.#stop = source(
      (value) => {
        const before = this.value;
        this.#enter({ state: 'shown', value });
        this.#onValue?.(value, before);
      },
      (message) => this.#enter({ state: 'failed', message }),
    );
  }

  /** Opens the source again after it failed. */
  again(): void {
    if (this.#source === null) return;
    this.#enter({ state: 'loading' });
    this.follow(this.#source);
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = null;
  }

  #enter(followed: Followed<T>): void {
    this.followed = followed;
    this.#host.requestUpdate();
  }
}
