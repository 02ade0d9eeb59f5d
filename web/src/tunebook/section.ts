import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { createRef, ref } from 'lit/directives/ref.js';
import { errorCode } from '../../../functions/src/client.ts';
import { type Account, noAccount } from '../sign-in/account.ts';
import { announce } from '../ui/announce.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { icons } from '../ui/icons.ts';
import { KeptFocus } from '../ui/kept-focus.ts';
import { LightElement } from '../ui/light-element.ts';
import '../ui/list.css';
import { Live } from '../ui/live.ts';
import { showProblem, showToast } from '../ui/toast.ts';
import { EveryMinute } from '../ui/when.ts';
import './collection.ts';
import { cancelSync, forgetMember, type SyncRequest, startSync, watchSavedMember, watchSync } from './data.ts';
import './import-dialog.ts';
import type { ImportDialog } from './import-dialog.ts';
import { givenUpView, lastImportView, progressView, startingView } from './import-panel.ts';
import { type Phase, phaseOf, progressWords, type TunebookSync } from './progress-document.ts';
import './tunebook.css';

/** Errors of the call that need no message: the progress document shows the running or cancelled import. */
const shownElsewhere = new Set(['functions/already-exists', 'functions/cancelled']);

/** The user's tunebook: the last or running import, and the collection. */
@customElement('tunebook-section')
export class TunebookSection extends LightElement {
  @property({ attribute: false }) account: Account = noAccount;

  /** An import was requested and the progress document does not show it yet. */
  @state() private starting = false;
  @state() private cancelling = false;
  /** Whether no report came before the lease ended. */
  @state() private silent = false;

  readonly #saved = new Live<number | null>(this);
  readonly #sync = new Live<TunebookSync | null>(this, (sync, before) => this.#changed(sync, before));
  readonly #dialog = createRef<ImportDialog>();
  #newestCall: Promise<void> | null = null;
  /** Whether that call has yet to answer. */
  #waiting = false;
  #silenceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new EveryMinute(this, () => this.requestUpdate());
    // The panel's buttons go with its state.
    new KeptFocus(this, {
      part: () => this.querySelector('.import'),
      next: () => this.querySelector<HTMLElement>('#import-status'),
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#saved.follow(watchSavedMember(this.account.uid));
    this.#sync.follow(watchSync(this.account.uid));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#silenceTimer);
  }

  protected override render(): TemplateResult {
    const running = this.starting || this.#phase() === 'running';
    return html`
      <div class="section-head">
        <h1>Tunebook</h1>
        <button aria-disabled=${running} @click=${() => running || this.#open()}>${icons.download}Import tunebook</button>
      </div>
      <div class="import">${this.#panel()}</div>
      <tune-collection .uid=${this.account.uid} ?importing=${running} @import=${this.#open}></tune-collection>
      <import-dialog ${ref(this.#dialog)} .savedMember=${this.#saved.value} @forget-member=${this.#forget}
        @start-import=${(event: CustomEvent<SyncRequest>) => this.#start(event.detail)}></import-dialog>
    `;
  }

  #panel(): TemplateResult | typeof nothing {
    const { followed, value } = this.#sync;
    const phase = this.#phase();
    if (this.starting && phase !== 'running') return startingView();
    if (followed.state === 'failed') {
      return html`<div class="panel panel-row"><p class="problem" role="alert">${followed.message}</p>
        <button class="secondary" @click=${() => this.#sync.again()}>Try again</button></div>`;
    }
    if (value === null) return nothing;
    const again = () => this.#again(value);
    if (phase === 'running') return progressView(value, this.cancelling, () => this.#cancel());
    return phase === 'given-up' ? givenUpView(value, again) : lastImportView(value, again);
  }

  #phase(): Phase {
    return phaseOf(this.#sync.value, this.silent);
  }

  #open(): void {
    this.#dialog.value?.open();
  }

  async #start(request: SyncRequest): Promise<void> {
    if (this.starting) return;
    this.starting = true;
    const call = startSync(request);
    this.#newestCall = call;
    this.#waiting = true;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('#import-status')?.focus());
    const problem = await call.then(
      () => null,
      (error: unknown) => this.#problemOf(error),
    );
    if (this.#newestCall !== call) return;
    this.#waiting = false;
    this.starting = false;
    this.cancelling = false;
    if (problem !== null) showProblem(problem, { label: 'Try again', run: () => void this.#start(request) });
  }

  /** Starts an import of the same member. The first one has saved the member where that was asked for. */
  #again({ memberId, learnStatus }: TunebookSync): void {
    void this.#start({ memberId: memberId || null, learnStatus, saveMemberId: false });
  }

  /** The message for a failed call; null while the import runs, since it continues without its caller. */
  #problemOf(error: unknown): string | null {
    if (shownElsewhere.has(String(errorCode(error))) || this.#phase() === 'running') return null;
    return failureMessage(error);
  }

  async #cancel(): Promise<void> {
    this.cancelling = true;
    try {
      await cancelSync();
    } catch (error) {
      this.cancelling = false;
      showProblem(failureMessage(error));
    }
  }

  async #forget(): Promise<void> {
    await forgetMember(this.account.uid).then(
      () => showToast('Member forgotten.'),
      (error: unknown) => showProblem(failureMessage(error)),
    );
  }

  #changed(sync: TunebookSync | null, before: TunebookSync | null): void {
    const news = before === null || before.fromCache || sync?.updatedAt !== before.updatedAt;
    if (news) this.#listen(sync);
    const phase = this.#phase();
    if (phase !== 'running') this.cancelling = false;
    if (phase === 'running' || sync?.startedAt !== before?.startedAt) this.starting = false;
    if (sync === null || before === null || sync.status === before.status) return;
    announce(`${progressWords(sync)}. ${phase === 'ended' ? sync.message : ''}`.trim());
    // The call that this page is waiting for reports its own failure.
    if (phase === 'ended' && !(sync.status === 'failed' && this.#waiting)) showResult(sync, () => this.#again(sync));
  }

  /** Waits for the next report of a running import, which is due before its lease ends. */
  #listen(sync: TunebookSync | null): void {
    clearTimeout(this.#silenceTimer);
    this.silent = false;
    if (phaseOf(sync, false) !== 'running') return;
    this.#silenceTimer = setTimeout(() => {
      this.silent = true;
      if (this.#phase() === 'given-up') announce('The import stopped. You can import again.');
    }, sync?.leaseMs);
  }
}

function showResult(sync: TunebookSync, again: () => void): void {
  if (sync.status === 'completed')
    showToast(sync.tunesTotal === 0 ? 'This tunebook is empty.' : `${tunes(sync.added)} added.`);
  else if (sync.status === 'cancelled') showToast(`Import cancelled. ${tunes(sync.added)} added.`);
  else if (sync.status === 'failed') showProblem(sync.message || 'Import failed.', { label: 'Try again', run: again });
  else showToast(`${tunes(sync.added)} added. Some could not be imported.`);
}

function tunes(count: number): string {
  return count === 1 ? '1 tune' : `${count.toLocaleString('en-US')} tunes`;
}
