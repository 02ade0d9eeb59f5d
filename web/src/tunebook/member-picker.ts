import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { memberQueryLimits } from '../../../functions/src/client.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { LightElement } from '../ui/light-element.ts';
import { findMembers, type Member } from './data.ts';
import { readMemberField } from './member-field.ts';

/** The pause in typing before a search. */
const pauseMs = 300;

type Search = { state: 'none' } | { state: 'running' } | { state: 'found' } | { state: 'failed'; message: string };

/** Chooses a member of thesession.org: by name from a list, by number or by the address of the profile. */
@customElement('member-picker')
export class MemberPicker extends LightElement {
  /** The member that an empty field stands for; null when none is saved. */
  @property({ attribute: false }) savedMember: number | null = null;

  @state() private text = '';
  @state() private chosen: Member | null = null;
  @state() private members: readonly Member[] = [];
  /** Index of the highlighted member in the list; -1 for none. */
  @state() private active = -1;
  @state() private search: Search = { state: 'none' };
  @state() private problem: string | null = null;

  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The chosen member id; null for the saved member; undefined, with an error at the field, for invalid input. */
  read(): number | null | undefined {
    const memberId = this.chosen?.id ?? this.#memberId();
    if (memberId === undefined) this.querySelector('input')?.focus();
    return memberId;
  }

  /** Puts a member's number into the field. */
  fill(text: string): void {
    this.text = text;
    this.chosen = null;
    this.members = [];
    this.active = -1;
    this.search = { state: 'none' };
    this.problem = null;
    clearTimeout(this.#timer);
  }

  protected override render(): TemplateResult {
    const { active, members } = this;
    return html`<div class="field member-picker">
      <label for="member">Member of thesession.org</label>
      <input id="member" role="combobox" autocomplete="off" placeholder="Name, number or profile address" autofocus
        aria-autocomplete="list" aria-expanded=${members.length > 0} aria-controls="members"
        aria-activedescendant=${active < 0 ? nothing : `member-${active}`} aria-invalid=${this.problem === null ? nothing : 'true'}
        aria-describedby="member-note member-problem" .value=${live(this.text)} @input=${this.#type} @keydown=${this.#move} />
      <ul id="members" class="plain" role="listbox" aria-label="Members" ?hidden=${members.length === 0}>
        ${members.map(
          (member, place) => html`<li role="option" id="member-${place}" aria-selected=${place === active}
            @click=${() => this.#choose(member)}>${member.name}<span class="meta">Member ${member.id}</span></li>`,
        )}
      </ul>
      <p class="note" id="member-note" role="status">${this.#note()}</p>
      <p class="problem" id="member-problem">${this.problem ?? nothing}</p>
    </div>`;
  }

  #note(): TemplateResult | string {
    const { chosen, members, savedMember, search } = this;
    if (chosen !== null) return `Member ${chosen.id}`;
    if (search.state === 'running') return 'Searching …';
    if (search.state === 'failed') return `${search.message} Enter the member number or paste the profile address.`;
    if (search.state === 'found' && members.length > 0) return `${members.length} found. Choose one.`;
    if (search.state === 'found') return 'No member has this name. Check the spelling, or paste the profile address.';
    if (savedMember === null || this.text !== '') return '';
    return html`Leave empty to use member ${savedMember}.
      <button type="button" class="link" @click=${() => this.dispatchEvent(new Event('forget-member'))}>Forget this member</button>`;
  }

  #type({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    this.fill(target.value);
    const field = readMemberField(this.text);
    if (
      field.kind !== 'name' ||
      field.name.length < memberQueryLimits.shortest ||
      field.name.length > memberQueryLimits.longest
    )
      return;
    this.#timer = setTimeout(() => void this.#find(field.name), pauseMs);
  }

  async #find(name: string): Promise<void> {
    this.search = { state: 'running' };
    const typed = this.text;
    try {
      const members = await findMembers(name);
      if (this.text !== typed || this.chosen !== null) return;
      this.members = members;
      this.search = { state: 'found' };
    } catch (error) {
      if (this.text === typed) this.search = { state: 'failed', message: failureMessage(error) };
    }
  }

  #move(event: KeyboardEvent): void {
    const { active, members } = this;
    if (members.length === 0) return;
    const member = members[active];
    if (event.key === 'Escape') this.members = [];
    else if (event.key === 'Enter' && member !== undefined) this.#choose(member);
    else if (event.key === 'ArrowDown') this.active = (active + 1) % members.length;
    else if (event.key === 'ArrowUp') this.active = (Math.max(active, 0) - 1 + members.length) % members.length;
    else return;
    event.preventDefault();
  }

  #choose(member: Member): void {
    this.fill(member.name);
    this.chosen = member;
    this.querySelector('input')?.focus();
  }

  #memberId(): number | null | undefined {
    const field = readMemberField(this.text);
    if (field.kind === 'member') return field.id;
    if (field.kind === 'empty' && this.savedMember !== null) return null;
    if (field.kind === 'problem') this.problem = field.message;
    else if (field.kind === 'empty') this.problem = 'Enter a name, a member number or a profile address.';
    else if (this.search.state === 'found' && this.members.length === 0) this.problem = 'No member has this name.';
    else this.problem = 'Choose a member from the list.';
    return undefined;
  }
}
