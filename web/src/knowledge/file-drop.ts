import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Accepts files dropped anywhere on the page while its component is shown. `data-dropping` marks a drag in progress. */
export class FileDrop implements ReactiveController {
  readonly #take: (files: readonly File[]) => void;

  constructor(host: ReactiveControllerHost, take: (files: readonly File[]) => void) {
    this.#take = take;
    host.addController(this);
  }

  readonly #over = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    // Otherwise the browser opens the dropped file instead of the page.
    event.preventDefault();
    document.documentElement.toggleAttribute('data-dropping', true);
  };

  readonly #leave = (event: DragEvent) => {
    if (event.relatedTarget === null) document.documentElement.toggleAttribute('data-dropping', false);
  };

  readonly #drop = (event: DragEvent) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    document.documentElement.toggleAttribute('data-dropping', false);
    if (files.length === 0) return;
    event.preventDefault();
    this.#take(files);
  };

  hostConnected(): void {
    addEventListener('dragover', this.#over);
    addEventListener('dragleave', this.#leave);
    addEventListener('drop', this.#drop);
  }

  hostDisconnected(): void {
    removeEventListener('dragover', this.#over);
    removeEventListener('dragleave', this.#leave);
    removeEventListener('drop', this.#drop);
  }
}
