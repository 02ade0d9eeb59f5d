import { html, nothing, type TemplateResult } from 'lit';
import { timeView } from '../ui/when.ts';
import { progressWords, type TunebookSync, type TuneError } from './progress-document.ts';

/** A requested import without a first report. */
export function startingView(): TemplateResult {
  return html`<div class="panel" data-testid="import-progress" data-status="starting">
    <h2 id="import-status" tabindex="-1">Starting the import …</h2>
    <progress aria-labelledby="import-status"></progress>
  </div>`;
}

/** A running import. */
export function progressView(sync: TunebookSync, cancelling: boolean, cancel: () => void): TemplateResult {
  const stopping = cancelling || sync.cancelRequested;
  return html`<div class="panel" data-testid="import-progress" data-status=${sync.status} data-percent=${sync.percent}>
    <div class="panel-row">
      <div>
        <h2 id="import-status" tabindex="-1">${progressWords(sync)} …</h2>
        <p class="note">${progressLine(sync)}</p>
      </div>
      <button class="secondary" aria-disabled=${stopping} @click=${() => stopping || cancel()}>${stopping ? 'Cancelling …' : 'Cancel'}</button>
    </div>
    <progress aria-labelledby="import-status" max="100" value=${sync.percent}></progress>
  </div>`;
}

function progressLine(sync: TunebookSync): string {
  if (sync.tunesTotal === 0) return member(sync);
  const inCollection = count(sync.added + sync.kept);
  return `${member(sync)} · ${count(sync.tunesFound)} of ${count(sync.tunesTotal)} tunes found · ${inCollection} in your collection`;
}

/** An import whose run died. */
export function givenUpView(sync: TunebookSync, again: () => void): TemplateResult {
  return html`<div class="panel panel-row" data-testid="import-given-up">
    <div>
      <h2 id="import-status" tabindex="-1">Import stopped at ${sync.percent} %</h2>
      <p class="note">${member(sync)} · The tunes added so far stay. Import again for the rest.</p>
    </div>
    <button class="secondary" @click=${again}>Import again</button>
  </div>`;
}

/** The last import: member, time, result and what went wrong. */
export function lastImportView(sync: TunebookSync, again: () => void): TemplateResult {
  return html`<div data-testid="last-import" data-status=${sync.status}>
    <h2 id="import-status" class="visually-hidden" tabindex="-1">Last import: ${progressWords(sync)}</h2>
    <p class="last-import">
      <span class="status" data-tone=${tones[sync.status]}>${progressWords(sync)}</span>
      <span>${member(sync)}</span>
      ${sync.finishedAt === null ? nothing : html`<span class="meta">${timeView(sync.finishedAt)}</span>`}
      <button class="link" @click=${again}>Import again</button>
    </p>
    <p class="note">${sync.status === 'failed' ? sync.message : figures(sync)}</p>
    ${sync.errorCount === 0 ? nothing : errorList(sync)}
  </div>`;
}

const tones = {
  fetching_metadata: 'active',
  adding_to_collection: 'active',
  completed: 'done',
  completed_with_errors: 'warning',
  failed: 'failed',
  cancelled: 'waiting',
} as const;

function figures({ added, kept, tunesFound }: TunebookSync): TemplateResult {
  return html`<span data-figure="found">${count(tunesFound)} found</span> ·
    <span data-figure="added">${count(added)} added</span> ·
    <span data-figure="kept">${count(kept)} already in your collection</span>`;
}

function errorList({ errors, errorCount }: TunebookSync): TemplateResult {
  const more = errorCount - errors.reduce((sum, error) => sum + error.count, 0);
  return html`<details data-testid="import-errors">
    <summary>${errorCount === 1 ? '1 problem' : `${count(errorCount)} problems`}</summary>
    <ul>
      ${errorLines(errors).map((line) => html`<li>${line}</li>`)}
      ${more > 0 ? html`<li>And ${count(more)} more</li>` : nothing}
    </ul>
  </details>`;
}

/** Equal lines are one, with their number. */
function errorLines(errors: readonly TuneError[]): string[] {
  const lines = new Map<string, number>();
  for (const { count: times, message, tuneId } of errors) {
    const line = tuneId === null || message.includes(String(tuneId)) ? message : `Tune ${tuneId}: ${message}`;
    lines.set(line, (lines.get(line) ?? 0) + times);
  }
  return [...lines].map(([line, times]) => (times > 1 ? `${line} (${count(times)} times)` : line));
}

function member({ memberName, memberId }: TunebookSync): string {
  return memberName === '' ? `Member ${memberId}` : `${memberName} (member ${memberId})`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
