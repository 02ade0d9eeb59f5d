import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Draft, draftProblems } from '../../../functions/src/client.ts';
import { announce } from '../ui/announce.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { icons } from '../ui/icons.ts';
import { LightElement } from '../ui/light-element.ts';
import { showToast } from '../ui/toast.ts';
import { addDocument } from './data.ts';
import { readTextFile } from './text-file.ts';

/** A file that is being added as a document. */
interface Upload {
  name: string;
  state: 'reading' | 'saving' | 'added' | 'failed';
  /** Why it failed. */
  problem: string;
}

const stateWords = {
  reading: { label: 'Reading', tone: 'active' },
  saving: { label: 'Saving', tone: 'active' },
  added: { label: 'Added', tone: 'done' },
  failed: { label: 'Not added', tone: 'failed' },
} as const;

/** Adds a document for each of several files, and shows the state of each. */
@customElement('knowledge-uploads')
export class KnowledgeUploads extends LightElement {
  @property() uid = '';
  @state() private uploads: readonly Upload[] = [];

  /** Adds the files one at a time, since texts are small. Resolves when each is added or has failed. */
  async upload(files: readonly File[]): Promise<void> {
    const added = files.map(({ name }): Upload => ({ name, state: 'reading', problem: '' }));
    this.uploads = [...this.uploads.filter(({ state }) => state !== 'added'), ...added];
    for (const [place, file] of files.entries()) {
      const upload = added[place];
      if (upload !== undefined) await this.#add(file, upload);
    }
    const failed = added.filter(({ state }) => state === 'failed').length;
    const result = `${added.length - failed} of ${added.length} files added.`;
    announce(result);
    // The list of files went with its section.
    if (!this.isConnected) showToast(result, failed > 0 ? { tone: 'problem' } : {});
  }

  protected override render(): TemplateResult | typeof nothing {
    const { uploads } = this;
    if (uploads.length === 0) return nothing;
    const done = uploads.filter(({ state }) => state === 'added' || state === 'failed').length;
    return html`<section class="panel uploads" aria-labelledby="uploads-heading" data-testid="uploads">
      <div class="panel-row">
        <h2 id="uploads-heading">${done === uploads.length ? 'Files' : `Adding ${uploads.length} files`}</h2>
        ${done < uploads.length ? nothing : html`<button class="icon" aria-label="Close the list of files" @click=${() => this.#close()}>${icons.close}</button>`}
      </div>
      <progress aria-label="Files done" value=${done} max=${uploads.length}></progress>
      <ul class="plain">${uploads.map(uploadLine)}</ul>
    </section>`;
  }

  async #add(file: File, upload: Upload): Promise<void> {
    const draft = await readDraftFrom(file);
    if (typeof draft === 'string') return this.#enter(upload, 'failed', draft);
    this.#enter(upload, 'saving');
    await addDocument(draft, this.uid).then(
      () => this.#enter(upload, 'added'),
      (error: unknown) => this.#enter(upload, 'failed', failureMessage(error)),
    );
  }

  #enter(upload: Upload, state: Upload['state'], problem = ''): void {
    Object.assign(upload, { state, problem });
    this.requestUpdate();
  }

  #close(): void {
    this.uploads = [];
    this.closest<HTMLElement>('main')?.focus();
  }
}

/** The draft in a file, or a message that says what is wrong with the file. */
async function readDraftFrom(file: File): Promise<Draft | string> {
  const read = await readTextFile(file);
  if (read.kind === 'refused') return read.problem;
  return draftProblems(read.draft)[0]?.message ?? read.draft;
}

function uploadLine({ name, problem, state }: Upload): TemplateResult {
  const { label, tone } = stateWords[state];
  return html`<li class="panel-row" data-state=${state}>
    <span>${name}${problem === '' ? nothing : html`<span class="problem"> ${problem}</span>`}</span>
    <span class="status" data-tone=${tone}>${label}</span>
  </li>`;
}
