import { html, type TemplateResult } from 'lit';
import { demoMembers } from '../../../local/stub/thesession/demo-members.ts';

/** Names the made-up members of the stub, for pages that run against it; a press takes one. */
export function demoMembersHint(take: (memberId: number) => void): TemplateResult {
  return html`<div class="hint" data-testid="demo-members">
    <p>This page uses a stub of thesession.org on this machine. Its members:</p>
    <ul class="plain">
      ${demoMembers.map(
        ({ id, description }) => html`<li>
          <button type="button" class="link" @click=${() => take(id)}>${id}</button>, ${description}
        </li>`,
      )}
    </ul>
  </div>`;
}
