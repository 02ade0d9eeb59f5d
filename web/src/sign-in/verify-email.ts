import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Authentication } from '../firebase/auth.ts';
import { LightElement } from '../ui/light-element.ts';
import { showProblem, showToast } from '../ui/toast.ts';
import { signInMessage } from './sign-in-message.ts';

/** Asks the user to verify the email address of a new account. Fires `refresh-sign-in` when the user says it is done. */
@customElement('verify-email')
export class VerifyEmail extends LightElement {
  @property() email = '';
  @property({ attribute: false }) authentication: Authentication | null = null;
  @state() private busy = false;

  protected override render(): TemplateResult {
    return html`<p class="banner" role="status" data-testid="verify-email">
      <span>Verify your email address: open the link we sent to ${this.email}.</span>
      <button class="link" aria-disabled=${this.busy} @click=${this.#send}>Send again</button>
      <button class="link" @click=${() => this.dispatchEvent(new Event('refresh-sign-in'))}>I have verified it</button>
    </p>`;
  }

  async #send(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await this.authentication?.sendVerification();
      showToast(`Verification email sent to ${this.email}.`);
    } catch (error) {
      showProblem(signInMessage(error) ?? '');
    } finally {
      this.busy = false;
    }
  }
}
