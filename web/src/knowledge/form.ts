import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { type Draft, draftLimits, draftProblems } from '../../../functions/src/client.ts';
import { confirmAction } from '../ui/confirm.ts';
import { LightElement } from '../ui/light-element.ts';
import { submitOnShortcut } from '../ui/submit-on-shortcut.ts';
import { formatTags, parseTags } from './tags-field.ts';
import { readTextFile } from './text-file.ts';

/** An empty draft. */
export const emptyDraft: Draft = { title: '', content: '', tags: [] };

type Field = 'title' | 'tags' | 'file' | 'content';

/**
 * The fields of a knowledge document. Fires `typed` on every change, `draft` with a valid draft on submit,
 * and `several-files` when the user chooses more than one file. Shows an error at each invalid field.
 */
@customElement('knowledge-form')
export class KnowledgeForm extends LightElement {
  /** The id of the form, and the beginning of its fields' ids. */
  @property() name = 'new';

  /** Whether several files may be chosen, to become several documents. */
  @property({ type: Boolean }) several = false;

  @state() private initial = emptyDraft;
  @state() private typed = { title: '', tags: '', content: '' };
  @state() private problems: ReadonlyMap<Field, string> = new Map();

  /** @param initial what the fields show until the user types: unchanged fields keep its exact value. */
  fill(draft: Draft, initial: Draft = draft): void {
    this.initial = initial;
    this.typed = { title: draft.title, tags: formatTags(draft.tags), content: draft.content };
    this.problems = new Map();
  }

  /** The current content of the fields, valid or not. */
  draft(): Draft {
    const { title, tags, content } = this.typed;
    const { initial } = this;
    return {
      title: title.trim(),
      // An unchanged field keeps what it cannot show: commas in tags, Windows line endings.
      tags: tags === formatTags(initial.tags) ? initial.tags : parseTags(tags),
      content: withLineFeeds(content) === withLineFeeds(initial.content) ? initial.content : content,
    };
  }

  /** The current content of the fields; null when it is invalid, which each field then shows. */
  validDraft(): Draft | null {
    this.problems = this.#check();
    if (this.problems.size === 0) return this.draft();
    void this.#focusProblem();
    return null;
  }

  protected override render(): TemplateResult {
    const { title, tags, content } = this.typed;
    return html`<form id=${this.name} novalidate @submit=${this.#submit} @keydown=${submitOnShortcut}>
      ${this.#field(
        'title',
        'Title',
        html`<input id=${this.#id('title')} name="title" autocomplete="off" autofocus
        .value=${live(title)} @input=${this.#type} aria-invalid=${this.#invalid('title')}
        aria-describedby=${this.#id('title-problem')} />`,
      )}
      ${this.#field(
        'content',
        'Text',
        html`<textarea id=${this.#id('content')} name="content" rows="10" .value=${live(content)}
        @input=${this.#type} aria-invalid=${this.#invalid('content')}
        aria-describedby="${this.#id('content-note')} ${this.#id('content-problem')}"></textarea>
        <p class="note" id=${this.#id('content-note')}>${format(content.length)} of ${format(draftLimits.contentCharacters)} characters</p>`,
      )}
      ${this.#field(
        'tags',
        'Tags',
        html`<input id=${this.#id('tags')} name="tags" autocomplete="off" .value=${live(tags)}
        @input=${this.#type} aria-invalid=${this.#invalid('tags')}
        aria-describedby="${this.#id('tags-note')} ${this.#id('tags-problem')}" />
        <p class="note" id=${this.#id('tags-note')}>Separated by commas. Only people see them, the agent does not.</p>`,
      )}
      ${this.#field(
        'file',
        'Or take the text from a file',
        html`<input id=${this.#id('file')} name="file" type="file" ?multiple=${this.several}
        accept=".txt,.md,text/plain,text/markdown" @change=${this.#chooseFiles} aria-invalid=${this.#invalid('file')}
        aria-describedby="${this.#id('file-note')} ${this.#id('file-problem')}" />
        <p class="note" id=${this.#id('file-note')}>A .txt or .md file in UTF-8.${this.several ? ' Several files become several documents.' : nothing}</p>`,
      )}
    </form>`;
  }

  /** Puts the draft in a file into the fields. Asks before it replaces typed text; keeps a typed title and tags. */
  async takeFile(file: File): Promise<void> {
    const read = await readTextFile(file);
    if (read.kind === 'refused') {
      this.problems = new Map([['file', read.problem]]);
      return;
    }
    const { title, tags, content } = this.typed;
    const replace =
      content.trim() === '' ||
      content === read.draft.content ||
      (await confirmAction({
        title: 'Replace your text?',
        text: `The form already has text. “${file.name}” replaces it.`,
        action: 'Replace text',
        cancel: 'Keep my text',
      }));
    if (!replace) return;
    this.problems = new Map();
    this.typed = { title: title.trim() || read.draft.title, tags, content: read.draft.content };
    if (tags.trim() === '') {
      this.initial = { ...this.initial, tags: read.draft.tags };
      this.typed = { ...this.typed, tags: formatTags(read.draft.tags) };
    }
    this.#tell();
  }

  #field(name: Field, label: string, input: TemplateResult): TemplateResult {
    return html`<div class="field">
      <label for=${this.#id(name)}>${label}</label>
      ${input}
      <p class="problem" id=${this.#id(`${name}-problem`)}>${this.problems.get(name) ?? nothing}</p>
    </div>`;
  }

  #id(part: string): string {
    return `${this.name}-${part}`;
  }

  #invalid(field: Field): 'true' | typeof nothing {
    return this.problems.has(field) ? 'true' : nothing;
  }

  #type({ target }: Event): void {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return;
    this.typed = { ...this.typed, [target.name]: target.value };
    // Removes errors that no longer apply; adds none while the user types.
    const still = this.#check();
    this.problems = new Map([...still].filter(([field]) => this.problems.has(field)));
    this.#tell();
  }

  #tell(): void {
    this.dispatchEvent(new CustomEvent<Draft>('typed', { detail: this.draft() }));
  }

  #check(): Map<Field, string> {
    return new Map(draftProblems(this.draft()).map(({ field, message }) => [field, message]));
  }

  async #chooseFiles({ target }: Event): Promise<void> {
    if (!(target instanceof HTMLInputElement)) return;
    const files = [...(target.files ?? [])];
    target.value = '';
    const [file] = files;
    if (files.length > 1) this.dispatchEvent(new CustomEvent('several-files', { detail: files, bubbles: true }));
    else if (file !== undefined) await this.takeFile(file);
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const draft = this.validDraft();
    if (draft !== null) this.dispatchEvent(new CustomEvent<Draft>('draft', { detail: draft }));
  }

  async #focusProblem(): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }
}

function format(count: number): string {
  return count.toLocaleString('en-US');
}

function withLineFeeds(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}
