import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Authentication } from '../firebase/auth.ts';
import { LightElement } from '../ui/light-element.ts';
import { demoAccountsHint } from './demo-accounts.ts';
import { signInMessage } from './sign-in-message.ts';

/** The form a visitor signs in with. It shows before Firebase has loaded and waits for it when sent. */
@customElement('sign-in-form')
export class SignInForm extends LightElement {
  @property({ attribute: false }) authentication: Promise<Authentication> | null = null;

  @state() private busy = false;
  @state() private problem: string | null = null;
  @state() private notice: string | null = null;
  @state() private email = '';

  protected override render(): TemplateResult {
    return html`<main id="main" class="container narrow" tabindex="-1">
      <h1>Reelsync</h1>
      <p>Keeps a voice agent's knowledge and your tunebook in step. Sign in to go on.</p>
      <form @submit=${this.#submit} aria-describedby="sign-in-problem">
        <label>E-mail address
          <input name="email" type="email" autocomplete="username" required .value=${this.email}
            @input=${(event: Event) => this.#typed(event)} />
        </label>
        <label>Password
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <div id="sign-in-problem" role="alert">
          ${this.problem === null ? nothing : html`<p class="problem" data-testid="sign-in-problem">${this.problem}</p>`}
        </div>
        <button type="submit" aria-busy=${this.busy} aria-disabled=${this.busy}>Sign in</button>
        <button type="button" class="outline wide" @click=${() => this.#attempt((by) => by.withGoogle())}>Continue with Google</button>
        <button type="button" class="link" @click=${this.#sendReset}>Forgot the password?</button>
        <p role="status">${this.notice}</p>
      </form>
      ${import.meta.env.LOCAL ? demoAccountsHint((email, password) => this.#attempt((by) => by.withPassword(email, password))) : nothing}
    </main>`;
  }

  #typed(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.email = event.target.value;
    this.problem = null;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const password = String(new FormData(event.target).get('password') ?? '');
    void this.#attempt((by) => by.withPassword(this.email.trim(), password));
  }

  async #sendReset(): Promise<void> {
    const email = this.email.trim();
    await this.#attempt(async (by) => {
      await by.sendReset(email);
      // Says nothing about whether the account exists.
      this.notice = `If ${email} has an account here, a message with a link is on its way to it.`;
    });
  }

  async #attempt(act: (authentication: Authentication) => Promise<void>): Promise<void> {
    if (this.busy || this.authentication === null) return;
    this.busy = true;
    this.problem = null;
    this.notice = null;
    try {
      await act(await this.authentication);
    } catch (error) {
      this.problem = signInMessage(error);
    } finally {
      this.busy = false;
    }
  }
}
