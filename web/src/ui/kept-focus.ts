import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Keeps the focus near where it was: when an update removes the focused element, another one takes it. */
export class KeptFocus implements ReactiveController {
  readonly #part: () => Element | null;
  readonly #next: () => HTMLElement | null;
  #hadFocus = false;

  /**
   * @param part is watched; a focus elsewhere is left alone.
   * @param next takes the focus.
   */
  constructor(host: ReactiveControllerHost, part: () => Element | null, next: () => HTMLElement | null) {
    this.#part = part;
    this.#next = next;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#hadFocus = this.#part()?.contains(document.activeElement) === true;
  }

  hostUpdated(): void {
    if (this.#hadFocus && document.activeElement === document.body) this.#next()?.focus({ preventScroll: true });
  }
}
