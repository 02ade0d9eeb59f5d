import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Reports each value, or the failure that ended it, until the returned function is called. */
export type Source<T> = (next: (value: T) => void, failed: (message: string) => void) => () => void;

/** The state of a followed source. */
export type Followed<T> = { state: 'loading' } | { state: 'shown'; value: T } | { state: 'failed'; message: string };

/** Renders a component on each value of a source, for as long as it is on the page. */
export class Live<T> implements ReactiveController {
  /** The newest value. It stays while another source opens. */
  followed: Followed<T> = { state: 'loading' };

  readonly #host: ReactiveControllerHost;
  readonly #onValue: ((value: T, before: T | null) => void) | undefined;
  #source: Source<T> | null = null;
  #stop: (() => void) | null = null;

  /** @param onValue gets each value and the previous one, null before the first. */
  constructor(host: ReactiveControllerHost, onValue?: (value: T, before: T | null) => void) {
    this.#host = host;
    this.#onValue = onValue;
    host.addController(this);
  }

  /** The newest value; null before the first. */
  get value(): T | null {
    return this.followed.state === 'shown' ? this.followed.value : null;
  }

  /** Follows this source instead of the current one. */
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

  /** Reopens the source after a failure. */
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
