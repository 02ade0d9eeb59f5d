import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Account } from '../sign-in/account.ts';
import { LightElement } from '../ui/light-element.ts';
import './add-document.ts';
import { folderConfigured, folderNotice } from './folder-notice.ts';
import './list.ts';
import './removals.ts';

/** Everything about the knowledge documents, for editors. Others read why they cannot see them. */
@customElement('knowledge-section')
export class KnowledgeSection extends LightElement {
  @property({ attribute: false }) account: Account = { uid: '', name: '', editor: false };

  protected override render(): TemplateResult {
    return html`
      <h1>Knowledge</h1>
      ${this.account.editor ? this.#forEditor() : this.#forOthers()}
    `;
  }

  #forEditor(): TemplateResult {
    return html`
      <p>What you write here, a voice agent at ElevenLabs answers from.</p>
      ${folderNotice(folderConfigured)}
      <div class="columns knowledge">
        <knowledge-add .uid=${this.account.uid}></knowledge-add>
        <div>
          <knowledge-list></knowledge-list>
          <knowledge-removals></knowledge-removals>
        </div>
      </div>
    `;
  }

  #forOthers(): TemplateResult {
    return html`<div class="panel" data-testid="not-an-editor">
      <p>Knowledge documents are for editors, and your sign-in does not carry the editor role.</p>
      <p>If the role has just been given to you, refresh your sign-in. If not, ask whoever runs this page.</p>
      <button @click=${() => this.dispatchEvent(new Event('refresh-sign-in'))}>Refresh sign-in</button>
    </div>`;
  }
}
