import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { heldChanges, isHeld } from '../firebase/held-deletions.ts';
import { draftNames } from '../ui/drafts.ts';
import { icons } from '../ui/icons.ts';
import { KeptFocus } from '../ui/kept-focus.ts';
import { LightElement } from '../ui/light-element.ts';
import { shortened } from '../ui/shortened.ts';
import './add-dialog.ts';
import type { KnowledgeAddDialog } from './add-dialog.ts';
import { agentsKnown, isKnownUnused } from './agents.ts';
import { announceChanges } from './changes.ts';
import { CountsController, countsWithout } from './counts.ts';
import { documentPath } from './data.ts';
import type { KnowledgeDocument } from './document.ts';
import { editDraftName } from './stored-draft.ts';
import './edit-dialog.ts';
import type { KnowledgeEditDialog } from './edit-dialog.ts';
import './failures-panel.ts';
import './index-usage.ts';
import { DocumentFeed } from './feed.ts';
import { FileDrop } from './file-drop.ts';
import type { KnowledgeFilter } from './filter.ts';
import { knowledgePages, pageSize } from './pages.ts';
import './question.ts';
import './removals.ts';
import './row.ts';
import { matchingDocuments, matchLine } from './search.ts';
import './toolbar.ts';
import type { KnowledgeToolbar } from './toolbar.ts';
import './uploads.ts';
import type { KnowledgeUploads } from './uploads.ts';
import './view-dialog.ts';
import type { KnowledgeViewDialog } from './view-dialog.ts';

/** Whether editors can try questions on an agent. */
const agentConfigured = Boolean(import.meta.env.VITE_ELEVENLABS_AGENT_ID);

/** The list of documents with its filters, and the dialogs that open from it. */
@customElement('knowledge-documents')
export class KnowledgeDocuments extends LightElement {
  @property() uid = '';
  @state() private filter: KnowledgeFilter = { status: null, tag: null };
  @state() private typed = '';

  readonly #feed = new DocumentFeed(
    this,
    (now, before) => {
      announceChanges(now, before);
      this.#counts.recount();
    },
    knowledgePages,
  );
  readonly #counts = new CountsController(this);
  readonly #add = createRef<KnowledgeAddDialog>();
  readonly #edit = createRef<KnowledgeEditDialog>();
  readonly #view = createRef<KnowledgeViewDialog>();
  readonly #toolbar = createRef<KnowledgeToolbar>();
  readonly #uploads = createRef<KnowledgeUploads>();
  readonly #render = () => this.requestUpdate();

  constructor() {
    super();
    new FileDrop(this, (files) => this.#take(files));
    // "Show all documents" and "Try again" go when the list comes.
    new KeptFocus(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    heldChanges.addEventListener('change', this.#render);
    agentsKnown.addEventListener('change', this.#render);
    void this.#feed.open(this.filter);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    heldChanges.removeEventListener('change', this.#render);
    agentsKnown.removeEventListener('change', this.#render);
  }

  protected override render(): TemplateResult {
    const loaded = this.#feed.documents;
    const documents = loaded?.filter((document) => !isDeletedHere(document)) ?? null;
    const counts =
      this.#counts.counts === null ? null : countsWithout(this.#counts.counts, loaded?.filter(isDeletedHere) ?? []);
    return html`
      <div class="section-head">
        <h1 id="knowledge-heading">Knowledge</h1>
        <button @click=${() => this.#add.value?.open()}>${icons.add}Add document</button>
      </div>
      <knowledge-uploads ${ref(this.#uploads)} .uid=${this.uid}></knowledge-uploads>
      <knowledge-failures .counts=${counts} @retried=${() => this.#counts.recount()}></knowledge-failures>
      <knowledge-index-usage></knowledge-index-usage>
      ${agentConfigured ? html`<knowledge-question @view=${this.#viewRead}></knowledge-question>` : nothing}
      <knowledge-toolbar ${ref(this.#toolbar)} ?hidden=${documents?.length === 0 && this.#showsAll()} .counts=${counts} .filter=${this.filter} .tags=${tagsOf(documents ?? [])}
        @filter=${(event: CustomEvent<KnowledgeFilter>) => this.#filter(event.detail)}
        @search=${(event: CustomEvent<string>) => this.#search(event.detail)}></knowledge-toolbar>
      <div @view=${this.#opener('view')} @edit=${this.#opener('edit')}>
        ${this.#list(documents)}
      </div>
      <knowledge-removals></knowledge-removals>
      <knowledge-add-dialog ${ref(this.#add)} .uid=${this.uid}
        @several-files=${(event: CustomEvent<File[]>) => this.#uploads.value?.upload(event.detail)}></knowledge-add-dialog>
      <knowledge-edit-dialog ${ref(this.#edit)} .uid=${this.uid} @closed=${this.#render}></knowledge-edit-dialog>
      <knowledge-view-dialog ${ref(this.#view)} .documents=${documents ?? []} @edit=${this.#opener('edit')}></knowledge-view-dialog>
    `;
  }

  #list(documents: readonly KnowledgeDocument[] | null): TemplateResult {
    const { loading, more, moreProblem, problem } = this.#feed;
    if (problem !== null) {
      return html`<div class="empty"><p class="problem" role="alert">${problem}</p>
        <button class="secondary" aria-busy=${loading} @click=${() => this.#feed.again()}>Try again</button></div>`;
    }
    if (documents === null) return html`<div class="empty"><p aria-busy="true">Loading documents …</p></div>`;
    const drafts = new Set(draftNames(this.uid));
    const minute = Math.floor(Date.now() / 60_000);
    const matching = matchingDocuments(documents, this.typed);
    const matches = matchLine(this.typed, matching.length, documents.length, more);
    if (documents.length === 0 && !more) return this.#empty();
    if (matching.length === 0 && !more) return this.#noMatch();
    return html`
      ${matches === null ? nothing : html`<p class="note list-note" role="status" data-testid="matches">${matches}</p>`}
      ${
        matching.length === 0
          ? nothing
          : html`<ul class="list" aria-labelledby="knowledge-heading" aria-busy=${loading}>
        ${repeat(
          matching,
          ({ id }) => id,
          (document) => html`<li><knowledge-row .document=${document} .minute=${minute}
            ?unused=${isKnownUnused(document.id)} ?edited=${drafts.has(editDraftName(document.id))}></knowledge-row></li>`,
        )}
      </ul>`
      }
      ${moreProblem === null ? nothing : html`<p class="problem list-note" role="alert">${moreProblem}</p>`}
      ${more ? html`<div class="list-end"><button class="secondary" aria-busy=${loading} @click=${this.#loadMore}>Load more</button></div>` : nothing}
    `;
  }

  #empty(): TemplateResult {
    if (!this.#showsAll()) {
      return html`<div class="empty"><p>No document matches these filters.</p>
        <button class="secondary" @click=${() => this.#filter({ status: null, tag: null })}>Show all documents</button></div>`;
    }
    return html`<div class="empty">
      <h2>No documents yet</h2>
      <p>Your voice agent answers from the documents you add here. Write one, or drop .txt and .md files on this page.</p>
      <button @click=${() => this.#add.value?.open()}>${icons.add}Add document</button>
    </div>`;
  }

  #viewRead({ detail }: CustomEvent<KnowledgeDocument>): void {
    void this.#view.value?.open(detail.id, detail);
  }

  /** Whether the server was asked for all documents, and they are loaded. */
  #showsAll(): boolean {
    return this.filter.status === null && this.filter.tag === null && !this.#feed.more;
  }

  #noMatch(): TemplateResult {
    return html`<div class="empty"><p role="status">No document contains “${shortened(this.typed.trim())}”.</p>
      <button class="secondary" @click=${() => this.#toolbar.value?.clearSearch()}>Clear search</button></div>`;
  }

  #opener(kind: 'view' | 'edit') {
    return ({ detail }: CustomEvent<KnowledgeDocument>) => {
      if (kind === 'view') this.#view.value?.open(detail.id);
      else void this.#edit.value?.open(detail);
    };
  }

  #filter(filter: KnowledgeFilter): void {
    this.filter = filter;
    void this.#feed.open(filter);
  }

  #search(typed: string): void {
    this.typed = typed;
  }

  /** Opens a single file as a draft; adds several files directly. */
  #take(files: readonly File[]): void {
    const [file] = files;
    if (files.length > 1 || file === undefined) void this.#uploads.value?.upload(files);
    else if (this.#edit.value?.takeFile(file) !== true) void this.#add.value?.open(file);
  }

  async #loadMore(): Promise<void> {
    const before = this.#feed.documents?.length ?? 0;
    await this.#feed.loadMore();
    await this.updateComplete;
    const rows = this.querySelectorAll('knowledge-row');
    if (this.typed === '' && before >= pageSize) rows[before]?.querySelector<HTMLElement>('.row-title button')?.focus();
  }
}

/** Whether a document is deleted on this page, though perhaps not on the server yet. */
function isDeletedHere({ id }: KnowledgeDocument): boolean {
  return isHeld(documentPath(id));
}

function tagsOf(documents: readonly KnowledgeDocument[]): string[] {
  return [...new Set(documents.flatMap(({ tags }) => tags))].sort((a, b) => a.localeCompare(b));
}
