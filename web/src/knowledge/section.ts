import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type Account, noAccount } from '../sign-in/account.ts';
import { KeptFocus } from '../ui/kept-focus.ts';
import { LightElement } from '../ui/light-element.ts';
import '../ui/list.css';
import './documents.ts';
import './knowledge.css';

/** The knowledge documents, for editors. Others read why they do not see them. */
@customElement('knowledge-section')
export class KnowledgeSection extends LightElement {
  @property({ attribute: false }) account: Account = noAccount;

  constructor() {
    super();
    // The button goes when its user has become an editor.
    new KeptFocus(this);
  }

  protected override render(): TemplateResult {
    if (this.account.editor) return html`<knowledge-documents .uid=${this.account.uid}></knowledge-documents>`;
    return html`<div class="section-head"><h1>Knowledge</h1></div>
      <div class="empty" data-testid="not-an-editor">
        <h2>You do not have editor access</h2>
        <p>Editors write the documents that a voice agent answers from. Ask your administrator for access, then
          refresh your sign-in.</p>
        <button class="secondary" @click=${() => this.dispatchEvent(new Event('refresh-sign-in'))}>Refresh sign-in</button>
      </div>`;
  }
}
