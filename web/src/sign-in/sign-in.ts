import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Authentication } from '../firebase/auth.ts';
import { googleMark, mark } from '../ui/icons.ts';
import { LightElement } from '../ui/light-element.ts';
import { showProblem } from '../ui/toast.ts';
import { demoAccountsHint } from './demo-accounts.ts';
import './sign-in.css';
import { takeNotice } from './notice.ts';
import { signInMessage } from './sign-in-message.ts';

/** What the form does when it is submitted. */
type Mode = 'sign-in' | 'create';

const words = {
  'sign-in': {
    heading: 'Sign in to Reelsync',
    action: 'Sign in',
    other: 'Create an account',
    autocomplete: 'current-password',
  },
  create: {
    heading: 'Create your account',
    action: 'Create account',
    other: 'Sign in instead',
    autocomplete: 'new-password',
  },
} as const;

/** Firebase accepts six; eight is the least that NIST advises. */
const passwordLength = 8;

/** The form that signs in or creates an account. It shows before Firebase has loaded and waits for it on submit. */
@customElement('sign-in-form')
export class SignInForm extends LightElement {
  @property({ attribute: false }) authentication: Promise<Authentication> | null = null;

  @state() private mode: Mode = 'sign-in';
  @state() private busy = false;
  @state() private problem: string | null = null;
  @state() private notice = takeNotice();
  @state() private email = '';

  protected override render(): TemplateResult {
    const { action, autocomplete, heading, other } = words[this.mode];
    const creating = this.mode === 'create';
    return html`<main id="main" class="page sign-in" tabindex="-1">
      ${mark}
      <h1>${heading}</h1>
      <p class="note">Keeps a voice agent's knowledge and your tunebook in sync.</p>
      <button type="button" class="secondary wide" @click=${() => this.#attempt((by) => by.withGoogle())}>
        ${googleMark}Continue with Google</button>
      <p class="or"><span>or</span></p>
      <form @submit=${this.#submit} aria-describedby="sign-in-problem">
        <div class="field">
          <label for="email">Email address</label>
          <input id="email" name="email" type="email" autocomplete="username" required .value=${this.email}
            @input=${(event: Event) => this.#typed(event)} />
        </div>
        <div class="field">
          <label for="password">Password</label>
          <input id="password" name="password" type="password" autocomplete=${autocomplete} required
            minlength=${creating ? passwordLength : nothing} aria-describedby=${creating ? 'password-note' : nothing} />
          ${creating ? html`<p class="note" id="password-note">At least ${passwordLength} characters.</p>` : nothing}
        </div>
        <div id="sign-in-problem" role="alert">
          ${this.problem === null ? nothing : html`<p class="problem" data-testid="sign-in-problem">${this.problem}</p>`}
        </div>
        <button type="submit" class="wide" aria-busy=${this.busy} aria-disabled=${this.busy}>${action}</button>
        <p class="sign-in-links">
          <button type="button" class="link" @click=${this.#switch}>${other}</button>
          ${creating ? nothing : html`<button type="button" class="link" @click=${this.#sendReset}>Forgot your password?</button>`}
        </p>
        <p class="note" role="status">${this.notice}</p>
      </form>
      ${import.meta.env.LOCAL ? demoAccountsHint((email, password) => this.#attempt((by) => by.withPassword(email, password))) : nothing}
    </main>`;
  }

  #typed({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.email = target.value;
    this.problem = null;
  }

  #switch(): void {
    this.mode = this.mode === 'create' ? 'sign-in' : 'create';
    this.problem = null;
    this.notice = null;
    this.querySelector<HTMLElement>('#email')?.focus();
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const password = String(new FormData(event.target).get('password') ?? '');
    const email = this.email.trim();
    const create = this.mode === 'create';
    void this.#attempt((by) => (create ? createAccount(by, email, password) : by.withPassword(email, password)));
  }

  async #sendReset(): Promise<void> {
    const email = this.email.trim();
    await this.#attempt(async (by) => {
      await by.sendReset(email);
      // Does not reveal whether the account exists.
      this.notice = `If ${email} has an account, we sent it a link to set a new password.`;
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

/** Creates an account and sends the link. If sending fails, the signed-in page offers to send it again. */
async function createAccount(by: Authentication, email: string, password: string): Promise<void> {
  await by.createAccount(email, password);
  await by.sendVerification().catch((error: unknown) => showProblem(signInMessage(error) ?? ''));
}
