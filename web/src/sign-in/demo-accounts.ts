import { html, type TemplateResult } from 'lit';

/** The accounts that `npm start` creates. They exist only in the emulator. */
const demoAccounts = [
  { email: 'editor@example.com', says: 'an editor' },
  { email: 'player@example.com', says: 'a player' },
];
const demoPassword = 'reelsync';

/** Lists the demo accounts; choosing one signs in. For pages that use the emulators. */
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
