import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { errorCode } from '../../../functions/src/shared/error-code.ts';
import type { Account } from '../sign-in/account.ts';
import { announce } from '../ui/announce.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { LightElement } from '../ui/light-element.ts';
import { Live } from '../ui/live.ts';
import { showToast } from '../ui/toast.ts';
import './collection.ts';
import { cancelSync, forgetMember, type SyncRequest, startSync, watchSavedMember, watchSync } from './data.ts';
import { type Phase, phaseOf, stageWords, type TunebookSync } from './progress-document.ts';
import { givenUpView, progressView, startingView, summaryView } from './run-view.ts';
import './sync-form.ts';
import './tunebook.css';

/** Ends of a call that the progress document tells of by itself, or that are no failure here. */
const toldElsewhere = new Set(['functions/already-exists', 'functions/cancelled']);

/** Everything about one's own tunebook: bringing it over, how that goes, and the collection. */
@customElement('tunebook-section')
export class TunebookSection extends LightElement {
  @property({ attribute: false }) account: Account = { uid: '', name: '', editor: false };

  /** Asked for, while the document does not show it yet. */
  @state() private starting = false;
  @state() private cancelling = false;
  @state() private problem: string | null = null;

  readonly #saved = new Live<number | null>(this);
  readonly #sync = new Live<TunebookSync | null>(this, (sync, before) => this.#changed(sync, before));
  #newestCall: Promise<void> | null = null;
  #leaseTimer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#saved.follow(watchSavedMember(this.account.uid));
    this.#sync.follow(watchSync(this.account.uid));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#leaseTimer);
  }

  protected override render(): TemplateResult {
    const phase = this.#phase();
    return html`
      <h1>Tunebook</h1>
      <p>Brings a tunebook from thesession.org into your collection. What you marked yourself stays as it is.</p>
      <div class="columns">
        <section class="panel" aria-labelledby="sync-heading">
          <h2 id="sync-heading">Bring a tunebook over</h2>
          <tunebook-sync-form .savedMember=${this.#saved.value} ?running=${this.starting || phase === 'running'}
            @start-sync=${(event: CustomEvent<SyncRequest>) => this.#start(event.detail)} @forget-member=${this.#forget}></tunebook-sync-form>
        </section>
        <section class="panel" aria-labelledby="run-heading">
          <h2 id="run-heading">The newest sync</h2>
          <div role="alert">${this.#shownProblem()}</div>
          ${this.#run(phase)}
        </section>
      </div>
      <tune-collection .uid=${this.account.uid}></tune-collection>
    `;
  }

  #run(phase: Phase): TemplateResult {
    const { followed, value } = this.#sync;
    if (this.starting && phase !== 'running') return startingView();
    if (followed.state === 'failed') {
      return html`<p class="problem">${followed.message}</p>
        <button class="outline" @click=${() => this.#sync.again()}>Try again</button>`;
    }
    if (followed.state === 'loading') return html`<p aria-busy="true">Looking for a sync …</p>`;
    if (value === null)
      return html`<p class="note" data-testid="no-sync">You have not brought a tunebook over yet.</p>`;
    const again = () =>
      this.#start({ memberId: value.memberId || null, learnStatus: value.learnStatus, saveMemberId: false });
    if (phase === 'running') return progressView(value, this.cancelling, () => this.#cancel());
    return phase === 'given-up' ? givenUpView(value, again) : summaryView(value, again);
  }

  #phase(): Phase {
    return phaseOf(this.#sync.value, new Date());
  }

  async #start(request: SyncRequest): Promise<void> {
    if (this.starting) return;
    this.starting = true;
    this.problem = null;
    const call = startSync(request);
    this.#newestCall = call;
    const problem = await call.then(
      () => null,
      (error: unknown) => this.#problemOf(error),
    );
    if (this.#newestCall !== call) return;
    this.problem = problem;
    this.starting = false;
    this.cancelling = false;
  }

  /** A sync goes on without its caller: as long as the document moves, a lost call is no failure. */
  #problemOf(error: unknown): string | null {
    if (toldElsewhere.has(String(errorCode(error))) || this.#phase() === 'running') return null;
    return failureMessage(error);
  }

  /** What the document tells as well is told once. */
  #shownProblem(): TemplateResult | typeof nothing {
    const { problem } = this;
    if (problem === null || problem === this.#sync.value?.message) return nothing;
    return html`<p class="problem" data-testid="sync-problem">${problem}</p>`;
  }

  async #cancel(): Promise<void> {
    this.cancelling = true;
    try {
      await cancelSync();
    } catch (error) {
      this.cancelling = false;
      showToast(failureMessage(error), 'problem');
    }
  }

  async #forget(): Promise<void> {
    await forgetMember(this.account.uid).catch((error: unknown) => showToast(failureMessage(error), 'problem'));
  }

  #changed(sync: TunebookSync | null, before: TunebookSync | null): void {
    clearTimeout(this.#leaseTimer);
    const phase = this.#phase();
    if (phase !== 'running') this.cancelling = false;
    if (phase === 'running' || sync?.startedAt !== before?.startedAt) this.starting = false;
    if (phase === 'running' && sync?.leaseExpiresAt) {
      const rest = sync.leaseExpiresAt.getTime() - Date.now();
      this.#leaseTimer = setTimeout(() => this.#leaseRanOut(), rest + 10);
    }
    if (sync === null || before === null || sync.stage === before.stage) return;
    announce(`${stageWords(sync.stage)}. ${phase === 'ended' ? sync.message : ''}`.trim());
  }

  #leaseRanOut(): void {
    if (this.#phase() !== 'given-up') return;
    announce('The sync stopped without finishing. You can run it again.');
    this.requestUpdate();
  }
}
