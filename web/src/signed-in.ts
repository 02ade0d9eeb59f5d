import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { createRef, ref } from 'lit/directives/ref.js';
import type { Authentication } from './firebase/auth.ts';
import { sendHeldDeletions } from './firebase/held-deletions.ts';
import './knowledge/section.ts';
import './shell.css';
import { type Account, noAccount } from './sign-in/account.ts';
import './sign-in/delete-data-dialog.ts';
import type { DeleteDataDialog } from './sign-in/delete-data-dialog.ts';
import { signInMessage } from './sign-in/sign-in-message.ts';
import './sign-in/verify-email.ts';
import './tunebook/section.ts';
import { confirmAction } from './ui/confirm.ts';
import { unsentChanges } from './ui/connection.ts';
import { draftNames, dropDraft } from './ui/drafts.ts';
import { mark } from './ui/icons.ts';
import { KeptFocus } from './ui/kept-focus.ts';
import { LightElement } from './ui/light-element.ts';
import { openMenu } from './ui/menu.ts';
import { showProblem, showToast } from './ui/toast.ts';

const sections = { knowledge: 'Knowledge', tunebook: 'Tunebook' } as const;
type Section = keyof typeof sections;

/** The signed-in page: its header and one of two sections, chosen by the address. */
@customElement('signed-in-view')
export class SignedInView extends LightElement {
  @property({ attribute: false }) account: Account = noAccount;
  @property({ attribute: false }) authentication: Authentication | null = null;

  @state() private section: Section | null = sectionOf(location.hash);
  @state() private refreshing = false;
  @state() private signingOut = false;

  readonly #deleteData = createRef<DeleteDataDialog>();

  readonly #follow = () => {
    const { hash } = location;
    const section = sectionOf(hash) ?? (hash === '' ? this.#firstSection : null);
    // The skip link changes the hash to an anchor, which is not a section.
    if (section !== null) {
      this.section = section;
      scrollTo(0, 0);
    }
    this.querySelector('main')?.focus({ preventScroll: true });
  };

  constructor() {
    super();
    // "I have verified it" goes with its banner.
    new KeptFocus(this, { part: () => this.querySelector('verify-email'), next: () => this.querySelector('main') });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.section ??= this.#firstSection;
    addEventListener('hashchange', this.#follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#follow);
  }

  protected override updated(): void {
    document.title = `${sections[this.#shown]} – Reelsync`;
  }

  get #firstSection(): Section {
    return this.account.editor ? 'knowledge' : 'tunebook';
  }

  get #shown(): Section {
    return this.section ?? this.#firstSection;
  }

  protected override render(): TemplateResult {
    const { account } = this;
    return html`
      <header class="app-header">
        <connection-banner></connection-banner>
        <div class="page app-header-row">
          <a class="brand" href="#${this.#firstSection}">${mark}<span>Reelsync</span></a>
          <nav aria-label="Sections">
            ${Object.entries(sections).map(
              ([
                section,
                title,
              ]) => html`<a href="#${section}" aria-current=${section === this.#shown ? 'page' : nothing}
                @click=${this.#scrollUp}>${title}</a>`,
            )}
          </nav>
          <button class="account-button" data-testid="account" aria-haspopup="menu" aria-expanded="false"
            aria-busy=${this.refreshing || this.signingOut} @click=${this.#openMenu}>
            <span class="visually-hidden">Account of</span>
            <span class="account-name">${account.name}</span>
            <span class="avatar" aria-hidden="true">${account.name.slice(0, 1)}</span>
          </button>
        </div>
      </header>
      ${
        account.unverifiedEmail === null
          ? nothing
          : html`<verify-email .email=${account.unverifiedEmail} .authentication=${this.authentication}
          @refresh-sign-in=${this.#refresh}></verify-email>`
      }
      <main id="main" class="page" tabindex="-1">
        ${
          this.#shown === 'knowledge'
            ? html`<knowledge-section .account=${account} @refresh-sign-in=${this.#refresh}></knowledge-section>`
            : html`<tunebook-section .account=${account}></tunebook-section>`
        }
      </main>
      <delete-data-dialog ${ref(this.#deleteData)} .account=${account} @deleted=${this.#leave} @sign-out=${this.#signOut}></delete-data-dialog>
    `;
  }

  #scrollUp(): void {
    scrollTo(0, 0);
  }

  #openMenu({ currentTarget }: Event): void {
    if (!(currentTarget instanceof HTMLElement)) return;
    const heading = document.createElement('p');
    heading.className = 'menu-heading';
    const name = document.createElement('strong');
    name.textContent = this.account.name;
    heading.append(name, this.account.editor ? 'Editor' : 'No editor access');
    const items = [
      { label: 'Refresh sign-in', run: () => void this.#refresh() },
      { label: 'Delete my data …', run: () => void this.#deleteData.value?.open() },
      { label: 'Sign out', run: () => void this.#signOut() },
    ];
    openMenu(currentTarget, items, heading);
  }

  async #refresh(): Promise<void> {
    if (this.refreshing) return;
    this.refreshing = true;
    try {
      const account = await this.authentication?.refresh();
      showToast(
        account?.editor
          ? 'Sign-in refreshed. You have editor access.'
          : 'Sign-in refreshed. You do not have editor access.',
      );
    } catch (error) {
      showProblem(signInMessage(error) ?? '');
    } finally {
      this.refreshing = false;
    }
  }

  async #signOut(): Promise<void> {
    if (this.signingOut) return;
    this.signingOut = true;
    try {
      // Asked first: once a deletion is sent, it cannot be undone.
      const drafts = draftNames(this.account.uid).length;
      if (drafts > 0 && !(await mayLose('You have unsaved drafts.'))) return;
      await sendHeldDeletions();
      if (unsentChanges() > 0 && !(await mayLose('Your last changes are not sent yet.'))) return;
      await this.#leave();
    } finally {
      this.signingOut = false;
    }
  }

  async #leave(): Promise<void> {
    await sendHeldDeletions();
    for (const name of draftNames(this.account.uid)) dropDraft(this.account.uid, name);
    await this.authentication?.signOut();
  }
}

async function mayLose(what: string): Promise<boolean> {
  return await confirmAction({ title: 'Sign out now?', text: `${what} Signing out deletes them.`, action: 'Sign out' });
}

function sectionOf(hash: string): Section | null {
  if (hash === '#knowledge') return 'knowledge';
  return hash === '#tunebook' ? 'tunebook' : null;
}
