import { html, type TemplateResult } from 'lit';

/** The accounts that `npm start` creates; they exist on a developer's machine only. */
const demoAccounts = [
  { email: 'editor@example.com', says: 'an editor' },
  { email: 'player@example.com', says: 'a player' },
];
const demoPassword = 'reelsync';

/** Names the demo accounts, for pages that run against the emulators; a press on one signs in with it. */
export function demoAccountsHint(signIn: (email: string, password: string) => void): TemplateResult {
  return html`<div class="hint" data-testid="demo-accounts">
    <p>This page uses the emulators on this machine. Its accounts, with the password <code>${demoPassword}</code>:</p>
    <ul class="plain">
      ${demoAccounts.map(
        ({ email, says }) => html`<li>
          <button type="button" class="link" @click=${() => signIn(email, demoPassword)}>${email}</button>, ${says}
        </li>`,
      )}
    </ul>
  </div>`;
}
