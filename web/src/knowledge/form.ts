import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { type Draft, draftLimits, draftProblems } from '../../../functions/src/shared/draft.ts';
import { LightElement } from '../ui/light-element.ts';
import { formatTags, parseTags } from './tags-field.ts';
import { readTextFile } from './text-file.ts';

/** A draft with nothing in it. */
export const emptyDraft: Draft = { title: '', content: '', tags: [] };

type Field = 'title' | 'tags' | 'file' | 'content';

/**
 * The fields of a knowledge document. Sends a `draft` event that holds a draft which the rules
 * accept; until then it names each field that is wrong.
 */
@customElement('knowledge-form')
export class KnowledgeForm extends LightElement {
  /** Keeps the ids of two forms on one page apart. */
  @property() idPrefix = 'new';
  @property() action = 'Add document';
  @property({ attribute: false }) initial: Draft = emptyDraft;
  @property({ type: Boolean }) busy = false;

  @state() private typed = { title: '', tags: '', content: '' };
  @state() private problems: ReadonlyMap<Field, string> = new Map();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('initial')) this.fill(this.initial);
  }

  /** Puts a draft into the fields, in the place of what they held. */
  fill(draft: Draft): void {
    this.typed = { title: draft.title, tags: formatTags(draft.tags), content: draft.content };
    this.problems = new Map();
    for (const input of this.querySelectorAll<HTMLInputElement>('[type="file"]')) input.value = '';
  }

  /** What the fields hold now, checked or not. */
  draft(): Draft {
    const { title, tags, content } = this.typed;
    const { initial } = this;
    return {
      title: title.trim(),
      // What was not touched stays as it is: a comma inside a tag, the line ends of the text.
      tags: tags === formatTags(initial.tags) ? initial.tags : parseTags(tags),
      content: withLineFeeds(content) === withLineFeeds(initial.content) ? initial.content : content,
    };
  }

  protected override render(): TemplateResult {
    const { title, tags, content } = this.typed;
    const characters = content.length.toLocaleString('en-US');
    return html`<form novalidate @submit=${this.#submit}>
      <label for=${this.#id('title')}>Title</label>
      <input id=${this.#id('title')} name="title" autocomplete="off" .value=${live(title)} @input=${this.#type}
        aria-invalid=${this.#invalid('title')} aria-describedby=${this.#id('title-problem')} />
      ${this.#problem('title')}
      <label for=${this.#id('tags')}>Tags</label>
      <input id=${this.#id('tags')} name="tags" autocomplete="off" .value=${live(tags)} @input=${this.#type}
        aria-invalid=${this.#invalid('tags')} aria-describedby="${this.#id('tags-note')} ${this.#id('tags-problem')}" />
      <small id=${this.#id('tags-note')}>Separated by commas. For people only; the agent does not see them.</small>
      ${this.#problem('tags')}
      <label for=${this.#id('content')}>Text</label>
      <textarea id=${this.#id('content')} name="content" rows="8" .value=${live(content)} @input=${this.#type}
        aria-invalid=${this.#invalid('content')}
        aria-describedby="${this.#id('content-note')} ${this.#id('content-problem')}"></textarea>
      <small id=${this.#id('content-note')}>${characters} of ${draftLimits.contentCharacters.toLocaleString('en-US')} characters.</small>
      ${this.#problem('content')}
      <label for=${this.#id('file')}>Or take the text from a file</label>
      <input id=${this.#id('file')} name="file" type="file" accept=".txt,.md,text/plain,text/markdown" @change=${this.#readFile}
        aria-invalid=${this.#invalid('file')} aria-describedby="${this.#id('file-note')} ${this.#id('file-problem')}" />
      <small id=${this.#id('file-note')}>A .txt or .md file in UTF-8.</small>
      ${this.#problem('file')}
      <div class="actions">
        <button type="submit" aria-busy=${this.busy} aria-disabled=${this.busy}>${this.action}</button>
      </div>
    </form>`;
  }

  #id(part: string): string {
    return `${this.idPrefix}-${part}`;
  }

  #invalid(field: Field): 'true' | typeof nothing {
    return this.problems.has(field) ? 'true' : nothing;
  }

  #problem(field: Field): TemplateResult {
    return html`<small class="problem" id=${this.#id(`${field}-problem`)}>${this.problems.get(field) ?? nothing}</small>`;
  }

  #type(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return;
    this.typed = { ...this.typed, [target.name]: target.value };
    // A field that was wrong says at once when it is right; one being written is not corrected.
    if (this.problems.size > 0)
      this.problems = new Map([...this.#check()].filter(([field]) => this.problems.has(field)));
  }

  #check(): Map<Field, string> {
    return new Map(draftProblems(this.draft()).map(({ field, message }) => [field, message]));
  }

  async #readFile(event: Event): Promise<void> {
    const { target } = event;
    const file = target instanceof HTMLInputElement ? target.files?.[0] : undefined;
    if (file === undefined) return;
    const read = await readTextFile(file);
    if (read.kind === 'problem') {
      this.problems = new Map([['file', read.message]]);
      return;
    }
    this.problems = new Map();
    this.typed = { ...this.typed, title: this.typed.title.trim() || read.title, content: read.text };
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    this.problems = this.#check();
    if (this.problems.size === 0) {
      this.dispatchEvent(new CustomEvent<Draft>('draft', { detail: this.draft() }));
      return;
    }
    await this.updateComplete;
    this.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }
}

function withLineFeeds(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}
