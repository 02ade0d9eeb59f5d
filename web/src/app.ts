import { html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Authentication } from './firebase/auth.ts';
import type { Account } from './sign-in/account.ts';
import './sign-in/sign-in.ts';
import { rememberSignedIn, wasSignedIn } from './sign-in/sign-in-hint.ts';
import './ui/connection-banner.ts';
import { reloadUnasked } from './ui/connection.ts';
import { isOutdated, reloadOutdated } from './ui/deployment.ts';
import { LightElement } from './ui/light-element.ts';
import { nextPaint } from './ui/next-paint.ts';

type Session =
  | { state: 'signed-out' }
  | { state: 'opening' }
  | { state: 'signed-in'; account: Account; authentication: Authentication }
  | { state: 'failed' }
  | { state: 'outdated' };

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
      if (this.session.state !== 'signed-in') void this.#fail();
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
      // The reload drops everything that the last user saw or typed; until then nothing of it shows.
      this.session = { state: 'opening' };
      reloadUnasked();
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
      await this.#fail();
    }
  }

  /** Handles a part of the page that did not load: a deployment removes the old parts. */
  async #fail(): Promise<void> {
    if (await isOutdated()) {
      this.session = { state: 'outdated' };
      await this.updateComplete;
      await reloadOutdated();
    } else this.session = { state: 'failed' };
  }

  protected override render(): TemplateResult {
    const { session } = this;
    switch (session.state) {
      case 'signed-in':
        return html`<signed-in-view .account=${session.account} .authentication=${session.authentication}></signed-in-view>`;
      case 'signed-out':
        return html`<connection-banner></connection-banner>
          <sign-in-form .authentication=${this.#authentication}></sign-in-form>`;
      case 'opening':
        return message(html`<p aria-busy="true">Opening Reelsync …</p>`);
      case 'outdated':
        return message(html`<p role="status">Reelsync was updated. The page reloads now …</p>`);
      case 'failed':
        return message(html`<h1>Reelsync</h1>
          <p role="alert">The page did not load completely. Check your connection, then reload it.</p>
          <button @click=${() => location.reload()}>Reload</button>`);
    }
  }
}

function message(content: TemplateResult): TemplateResult {
  return html`<connection-banner></connection-banner><main id="main" class="page sign-in" tabindex="-1">${content}</main>`;
}
