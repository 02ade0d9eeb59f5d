import type { ReactiveController, ReactiveElement } from 'lit';

/** What a host watches, and which element takes the focus. */
interface KeptFocusOptions {
  /** Defaults to the host; a focus elsewhere is left alone. */
  part?: () => Element | null;
  /** Defaults to the page's main part around the host. */
  next?: () => HTMLElement | null;
}

/** Keeps the focus near where it was: when an update removes the focused element, another one takes it. */
export class KeptFocus implements ReactiveController {
  readonly #part: () => Element | null;
  readonly #next: () => HTMLElement | null;
  #hadFocus = false;

  constructor(host: ReactiveElement, { part = () => host, next = () => host.closest('main') }: KeptFocusOptions = {}) {
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
