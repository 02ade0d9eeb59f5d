import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { failureMessage } from '../ui/failure-message.ts';
import { KeptFocus } from '../ui/kept-focus.ts';
import { LightElement } from '../ui/light-element.ts';
import { showProblem, showToast } from '../ui/toast.ts';
import type { KnowledgeCounts } from './counts.ts';
import { failedIds, retrySync } from './failures.ts';
import { type RetryAllProgress, retryAll } from './retry-all.ts';

/** Says how many documents failed and why, and offers to retry them all. Fires `retried` at the end. */
@customElement('knowledge-failures')
export class KnowledgeFailures extends LightElement {
  @property({ attribute: false }) counts: KnowledgeCounts | null = null;
  @state() private running: AbortController | null = null;
  @state() private progress: RetryAllProgress = { done: 0, accepted: 0, failed: 0, stopped: null };
  @state() private total = 0;

  constructor() {
    super();
    // The panel goes when no document is failed any more.
    new KeptFocus(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.running?.abort();
  }

  protected override render(): TemplateResult {
    const { counts, running } = this;
    const shown = counts !== null && (counts.failed > 0 || running !== null);
    return html`<div role="status">${shown ? this.#panel(counts) : nothing}</div>`;
  }

  #panel(counts: KnowledgeCounts): TemplateResult {
    const { progress, running } = this;
    const total = Math.max(this.total, progress.done);
    return html`<div class="panel alert panel-row" data-testid="failures">
      ${
        running === null
          ? html`<div>${sentences(counts).map((sentence) => html`<p>${sentence}</p>`)}</div>`
          : html`<div>
            <p data-testid="retry-progress">${progress.done} of ${total} retried · ${progress.accepted} synced · ${progress.failed} failed</p>
            <progress aria-label="Documents retried" value=${progress.done} max=${total}></progress>
          </div>`
      }
      <button class="secondary" @click=${() => (running === null ? this.#start(counts.failed) : running.abort())}>
        ${running === null ? (counts.failed === 1 ? 'Retry' : `Retry all ${counts.failed.toLocaleString('en-US')}`) : 'Stop'}
      </button>
    </div>`;
  }

  async #start(failed: number): Promise<void> {
    const controller = new AbortController();
    this.running = controller;
    this.total = failed;
    const report = (progress: RetryAllProgress) => {
      this.progress = progress;
    };
    report({ done: 0, accepted: 0, failed: 0, stopped: null });
    const { accepted, done, stopped } = await retryAll(
      failedIds(),
      retrySync,
      failureMessage,
      report,
      controller.signal,
    );
    this.running = null;
    if (stopped !== null) showProblem(`Retry stopped. ${stopped}`);
    else showToast(`${accepted} of ${done} retried documents are synced.`);
    this.dispatchEvent(new Event('retried'));
  }
}

/** One sentence for each cause, with what to do. */
function sentences({ auth, failed, quota, scheduled }: KnowledgeCounts): string[] {
  const shown: string[] = [];
  if (auth > 0) {
    shown.push(
      `${documents(auth)} failed: the ElevenLabs API key is invalid. Ask your administrator to fix it, then retry.`,
    );
  }
  if (quota > 0) {
    shown.push(`${documents(quota)} failed: the ElevenLabs quota is used up. Free some space or raise it, then retry.`);
  }
  const waiting = Math.min(scheduled, failed - auth - quota);
  const others = failed - auth - quota - waiting;
  if (others > 0)
    shown.push(`${documents(others, shown.length > 0 ? 'other ' : '')} failed. Each says why in its row.`);
  if (waiting > 0) {
    shown.push(`${documents(waiting, shown.length > 0 ? 'other ' : '')} failed and will be retried automatically.`);
  }
  return shown;
}

function documents(count: number, other = ''): string {
  return count === 1 ? `1 ${other}document` : `${count.toLocaleString('en-US')} ${other}documents`;
}
