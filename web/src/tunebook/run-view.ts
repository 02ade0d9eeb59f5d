import { html, nothing, type TemplateResult } from 'lit';
import { stageWords, type TunebookSync, type TuneError } from './progress-document.ts';

/** A sync that has been asked for and has not reported yet. */
export function startingView(): TemplateResult {
  return html`<div data-testid="sync-progress" data-stage="starting">
    <p id="stage">Starting …</p>
    <progress aria-labelledby="stage"></progress>
  </div>`;
}

/** A running sync: its stage in words and how far it has come. */
export function progressView(sync: TunebookSync, cancelling: boolean, cancel: () => void): TemplateResult {
  const stopping = cancelling || sync.cancelRequested;
  return html`<div data-testid="sync-progress" data-stage=${sync.stage} data-percent=${sync.percent}>
    <p id="stage">${stageWords(sync.stage)} …</p>
    <progress aria-labelledby="stage" max="100" value=${sync.percent}></progress>
    <p class="details">
      <span>${sync.percent} %</span>
      <span>${member(sync)}</span>
      <span>${count(sync.tunesFetched)} of ${count(sync.tunesTotal)} tunes fetched</span>
      <span>${count(sync.added + sync.alreadyThere)} in the collection</span>
    </p>
    <button class="secondary" aria-disabled=${stopping} @click=${() => stopping || cancel()}>
      ${stopping ? 'Cancelling …' : 'Cancel'}
    </button>
  </div>`;
}

/** A sync whose run died under way. */
export function givenUpView(sync: TunebookSync, again: () => void): TemplateResult {
  return html`<div data-testid="sync-given-up">
    <p class="banner">The sync of ${member(sync)} stopped without finishing, at ${sync.percent} %. What was added stays; run it
      again for the rest.</p>
    <button @click=${again}>Run again</button>
  </div>`;
}

/** A sync that has ended: what it did, and what it could not do. */
export function summaryView(sync: TunebookSync, again: () => void): TemplateResult {
  return html`<div data-testid="sync-summary" data-stage=${sync.stage}>
    <p class="status"><span class="badge" data-tone=${tones[sync.stage]}>${stageWords(sync.stage)}</span></p>
    <p>${sync.message === '' ? member(sync) : sync.message}</p>
    ${sync.stage === 'failed' && sync.tunesTotal === 0 ? nothing : figures(sync)}
    ${sync.errorCount === 0 ? nothing : errorList(sync)}
    <button class="outline" @click=${again}>Sync again</button>
  </div>`;
}

const tones = {
  fetching_metadata: 'syncing',
  adding_to_collection: 'syncing',
  completed: 'completed',
  completed_with_errors: 'warning',
  failed: 'failed',
  cancelled: 'pending',
} as const;

function errorList({ errors, errorCount }: TunebookSync): TemplateResult {
  const more = errorCount - errors.length;
  return html`<details open data-testid="sync-errors">
    <summary>${errorCount === 1 ? '1 problem' : `${count(errorCount)} problems`}</summary>
    <ul>
      ${errors.map((error) => html`<li>${errorLine(error)}</li>`)}
      ${more > 0 ? html`<li>and ${count(more)} more</li>` : nothing}
    </ul>
  </details>`;
}

function figures(sync: TunebookSync): TemplateResult {
  return html`<dl class="figures">
    ${figure('Fetched', `${count(sync.tunesFetched)} of ${count(sync.tunesTotal)}`, 'fetched')}
    ${figure('Added', count(sync.added), 'added')}
    ${figure('Already there', count(sync.alreadyThere), 'already-there')}
    ${figure('New to the catalogue', count(sync.tunesCreated), 'created')}
  </dl>`;
}

function errorLine({ tuneId, message }: TuneError): string {
  return tuneId === null || message.includes(String(tuneId)) ? message : `Tune ${tuneId}: ${message}`;
}

function figure(label: string, value: string, name: string): TemplateResult {
  return html`<div><dt>${label}</dt><dd data-figure=${name}>${value}</dd></div>`;
}

function member({ memberName, memberId }: TunebookSync): string {
  return memberName === '' ? `member ${memberId}` : `${memberName} (member ${memberId})`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
