import { html, type TemplateResult } from 'lit';

/** The members of the thesession.org stub. They exist only on a developer's machine. */
export const demoMembers = [
  { id: 12, description: 'a tunebook of 12 tunes' },
  { id: 600, description: 'a tunebook of 600 tunes' },
  { id: 3000, description: 'a tunebook of 3,000 tunes' },
  { id: 7, description: 'an empty tunebook' },
  { id: 410, description: 'a private tunebook' },
  { id: 99, description: 'a tunebook with flawed entries' },
  { id: 150, description: 'a tunebook of 150 tunes that changes while it is read' },
];

/** Lists the stub's members; choosing one fills the field. For pages that use the emulators. */
export function demoMembersHint(choose: (memberId: number) => void): TemplateResult {
  return html`<div class="hint" data-testid="demo-members">
    <p>This page uses a stub of thesession.org on this machine. Its members:</p>
    <ul class="plain">
      ${demoMembers.map(
        ({ id, description }) => html`<li>
          <button type="button" class="link" @click=${() => choose(id)}>${id}</button>, ${description}
        </li>`,
      )}
    </ul>
  </div>`;
}
