import { html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Account } from './sign-in/account.ts';
import './ui/connection-banner.ts';
import type { Authentication } from './firebase/auth.ts';
import { LightElement } from './ui/light-element.ts';
import { nextPaint } from './ui/next-paint.ts';
import './sign-in/sign-in.ts';
import { rememberSignedIn, wasSignedIn } from './sign-in/sign-in-hint.ts';

type Session =
  | { state: 'signed-out' }
  | { state: 'opening' }
  | { state: 'signed-in'; account: Account; authentication: Authentication }
  | { state: 'failed' };

/** The whole page: the sign-in form or the signed-in view. Firebase loads while the form shows. */
@customElement('reelsync-app')
export class ReelsyncApp extends LightElement {
  @state() private session: Session = wasSignedIn() ? { state: 'opening' } : { state: 'signed-out' };

  readonly #authentication = this.#loadAuthentication();

  override connectedCallback(): void {
    super.connectedCallback();
    // Starts the download early; #enter reports a failure.
    if (this.session.state === 'opening') import('./signed-in.ts').catch(() => {});
    const failed = () => {
      if (this.session.state !== 'signed-in') this.session = { state: 'failed' };
    };
    this.#authentication
      .then((authentication) => authentication.follow((account) => this.#enter(account, authentication), failed))
      .catch(failed);
  }

  /** Paints the sign-in form before loading Firebase; a returning user sees no form, so it loads at once. */
  async #loadAuthentication(): Promise<Authentication> {
    if (this.session.state === 'signed-out') await nextPaint();
    const { startAuthentication } = await import('./firebase/auth.ts');
    return await startAuthentication();
  }

  async #enter(account: Account | null, authentication: Authentication): Promise<void> {
    rememberSignedIn(account !== null);
    if (this.session.state === 'signed-in' && this.session.account.uid !== account?.uid) {
      // A reload drops everything that the last user saw or typed.
      location.reload();
      return;
    }
    if (account === null) {
      this.session = { state: 'signed-out' };
      return;
    }
    if (this.session.state !== 'signed-in') this.session = { state: 'opening' };
    try {
      await import('./signed-in.ts');
      this.session = { state: 'signed-in', account, authentication };
    } catch {
      this.session = { state: 'failed' };
    }
  }

  protected override render(): TemplateResult {
    return html`<connection-banner></connection-banner>${this.#view()}`;
  }

  #view(): TemplateResult {
    switch (this.session.state) {
      case 'signed-out':
        return html`<sign-in-form .authentication=${this.#authentication}></sign-in-form>`;
      case 'opening':
        return html`<main id="main" class="container narrow" tabindex="-1"><p aria-busy="true">Opening Reelsync …</p></main>`;
      case 'signed-in':
        return html`<signed-in-view
          .account=${this.session.account}
          .authentication=${this.session.authentication}
        ></signed-in-view>`;
      case 'failed':
        return html`<main id="main" class="container narrow" tabindex="-1">
          <h1>Reelsync</h1>
          <p role="alert">The page did not load completely. Check your connection, then reload it.</p>
          <button @click=${() => location.reload()}>Reload</button>
        </main>`;
    }
  }
}
