import { html, type TemplateResult } from 'lit';

/** Whether new documents go into a folder at ElevenLabs: as the page was built. */
export const folderConfigured: boolean = Boolean(import.meta.env.VITE_ELEVENLABS_FOLDER_ID);

/** Says whether an agent gets to see what is added: it answers only from what is attached to it. */
export function folderNotice(configured: boolean): TemplateResult {
  return html`<p class="note" data-testid="folder-notice">
    ${
      configured
        ? 'New documents go into the configured folder at ElevenLabs. An agent that this folder is attached to answers from them.'
        : 'No folder is configured. An agent answers from a document only after you have attached it to the agent at ElevenLabs.'
    }
  </p>`;
}
