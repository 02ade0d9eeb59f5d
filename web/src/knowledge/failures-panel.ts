import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { announce } from '../ui/announce.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { LightElement } from '../ui/light-element.ts';
import type { KnowledgeDocument } from './document.ts';
import { countFailures, type FailureCounts, failedIds, retryDocument } from './failures.ts';
import { type RetryAllProgress, retryAll } from './retry-all.ts';

/** Changes within this time lead to one count (decided: a burst of failures is one question). */
const gatherMilliseconds = 500;

/**
 * What stops many documents at once, and the button that retries them all. The figures are of the
 * whole collection: counted on the server when the failures among the loaded documents change.
 */
@customElement('knowledge-failures')
export class KnowledgeFailures extends LightElement {
  /** The documents that the list has loaded. */
  @property({ attribute: false }) documents: readonly KnowledgeDocument[] = [];

  @state() private counts: FailureCounts = { failed: 0, auth: 0, quota: 0 };
  @state() private running: AbortController | null = null;
  @state() private progress: RetryAllProgress | null = null;
  @state() private total = 0;

  #counted = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('documents')) return;
    const failures = this.documents.filter(({ sync }) => sync.status === 'failed');
    const fingerprint = failures.map(({ id, sync }) => `${id} ${sync.error?.type}`).join();
    if (fingerprint === this.#counted) return;
    this.#counted = fingerprint;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#count(), gatherMilliseconds);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.running?.abort();
  }

  protected override render(): TemplateResult {
    const { failed, auth, quota } = this.counts;
    return html`
      <div role="status">
        ${auth === 0 ? nothing : banner('auth', `${documents(auth)} for a valid key.`, 'Ask whoever runs this page to mend the ElevenLabs key, then retry all.')}
        ${quota === 0 ? nothing : banner('quota', `${documents(quota)} for a larger ElevenLabs quota.`, 'Free or buy some, then retry all.')}
      </div>
      ${failed === 0 && this.progress === null ? nothing : this.#retryAll(failed)}
    `;
  }

  #retryAll(failed: number): TemplateResult {
    const { progress, running } = this;
    return html`<div class="retry-all" data-testid="retry-all">
      ${failed === 0 && running === null ? nothing : this.#button(failed)}
      ${progress === null ? nothing : this.#progressLine(progress)}
    </div>`;
  }

  /** One button for both, so that the keyboard stays on it. */
  #button(failed: number): TemplateResult {
    const { running } = this;
    return html`<button class="outline" @click=${() => (running === null ? this.#start() : running.abort())}>
      ${running === null ? `Retry all failed (${failed})` : 'Stop'}
    </button>`;
  }

  #progressLine(progress: RetryAllProgress): TemplateResult {
    const { done, stopped } = progress;
    const total = Math.max(this.total, done, 1);
    return html`
      ${this.running === null ? nothing : html`<progress aria-label="Documents retried" value=${done} max=${total}></progress>`}
      <p data-testid="retry-all-progress">${summary(progress)}</p>
      ${stopped === null ? nothing : html`<p class="problem">Stopped: ${stopped}</p>`}
    `;
  }

  async #start(): Promise<void> {
    const controller = new AbortController();
    this.running = controller;
    this.total = this.counts.failed;
    this.progress = { done: 0, accepted: 0, failed: 0, stopped: null };
    const report = (progress: RetryAllProgress) => {
      this.progress = progress;
    };
    const progress = await retryAll(failedIds(), retryDocument, failureMessage, report, controller.signal);
    this.running = null;
    announce(`${summary(progress)} ${progress.stopped === null ? '' : `Stopped: ${progress.stopped}`}`);
    await this.#count();
  }

  async #count(): Promise<void> {
    // Without a connection the figures stay as they were; the banner at the top says that it is so.
    this.counts = await countFailures().catch(() => this.counts);
  }
}

function banner(kind: string, sentence: string, advice: string): TemplateResult {
  return html`<p class="banner" data-testid="failure-banner" data-kind=${kind}><strong>${sentence}</strong> ${advice}</p>`;
}

function documents(count: number): string {
  return count === 1 ? '1 document waits' : `${count.toLocaleString('en-US')} documents wait`;
}

function summary({ done, accepted, failed }: RetryAllProgress): string {
  return `${done} retried: ${accepted} accepted, ${failed} failed.`;
}
