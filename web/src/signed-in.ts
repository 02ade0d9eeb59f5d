import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Authentication } from './firebase/auth.ts';
import type { Account } from './sign-in/account.ts';
import { confirmAction } from './ui/confirm.ts';
import { unsentChanges } from './ui/connection.ts';
import './knowledge/section.ts';
import { signInMessage } from './sign-in/sign-in-message.ts';
import { LightElement } from './ui/light-element.ts';
import { showToast } from './ui/toast.ts';
import './signed-in.css';
import './tunebook/section.ts';

const sections = { knowledge: 'Knowledge', tunebook: 'Tunebook' } as const;
type Section = keyof typeof sections;

/** What a signed-in person sees: the page's header and one of its two sections, chosen by the address. */
@customElement('signed-in-view')
export class SignedInView extends LightElement {
  @property({ attribute: false }) account: Account = { uid: '', name: '', editor: false };
  @property({ attribute: false }) authentication: Authentication | null = null;

  @state() private section: Section | null = sectionOf(location.hash);
  @state() private refreshing = false;

  readonly #follow = () => {
    const { hash } = location;
    // The skip link's address names no section: what is shown stays.
    this.section = sectionOf(hash) ?? (hash === '' ? this.#firstSection : this.section);
    this.querySelector('main')?.focus();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.section ??= this.#firstSection;
    addEventListener('hashchange', this.#follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#follow);
  }

  protected override updated(_changed: PropertyValues): void {
    document.title = `${sections[this.#shown]} – Reelsync`;
  }

  get #firstSection(): Section {
    return this.account.editor ? 'knowledge' : 'tunebook';
  }

  get #shown(): Section {
    return this.section ?? this.#firstSection;
  }

  protected override render(): TemplateResult {
    return html`
      <header class="container page-header">
        <strong class="brand">Reelsync</strong>
        <nav aria-label="Sections">
          ${Object.entries(sections).map(
            ([section, title]) =>
              html`<a href="#${section}" aria-current=${section === this.#shown ? 'page' : nothing}>${title}</a>`,
          )}
        </nav>
        <div class="account">
          <span data-testid="account">${this.account.name}${this.account.editor ? ' (editor)' : nothing}</span>
          <button class="link" aria-busy=${this.refreshing} @click=${this.#refresh}>Refresh sign-in</button>
          <button class="link" @click=${this.#signOut}>Sign out</button>
        </div>
      </header>
      <main id="main" class="container" tabindex="-1">
        ${
          this.#shown === 'knowledge'
            ? html`<knowledge-section .account=${this.account} @refresh-sign-in=${this.#refresh}></knowledge-section>`
            : html`<tunebook-section .account=${this.account}></tunebook-section>`
        }
      </main>
    `;
  }

  async #refresh(): Promise<void> {
    if (this.refreshing) return;
    this.refreshing = true;
    try {
      const account = await this.authentication?.refresh();
      showToast(
        account?.editor ? 'Sign-in refreshed: you are an editor.' : 'Sign-in refreshed: you are not an editor.',
      );
    } catch (error) {
      showToast(signInMessage(error) ?? '', 'problem');
    } finally {
      this.refreshing = false;
    }
  }

  async #signOut(): Promise<void> {
    const leave =
      unsentChanges() === 0 ||
      (await confirmAction({
        title: 'Sign out now?',
        text: 'Changes that you made here still wait for a connection. Signing out now loses them.',
        action: 'Sign out and lose them',
      }));
    if (leave) await this.authentication?.signOut();
  }
}

function sectionOf(hash: string): Section | null {
  if (hash === '#knowledge') return 'knowledge';
  return hash === '#tunebook' ? 'tunebook' : null;
}
