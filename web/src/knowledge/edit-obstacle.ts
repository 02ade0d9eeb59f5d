import { html, type TemplateResult } from 'lit';
import type { KnowledgeDocument } from './document.ts';

/** Why an edit was not saved. */
export type Obstacle =
  | { kind: 'newer'; current: KnowledgeDocument }
  | { kind: 'deleted' }
  | { kind: 'failed'; message: string };

/** Says why an edit was not saved, with what the user can do about it. */
export function obstacleView(
  obstacle: Obstacle,
  actions: { saveAsNew: () => void; reload: (current: KnowledgeDocument) => void },
): TemplateResult {
  const asNew = html`<button type="button" class="secondary" @click=${actions.saveAsNew}>Save as new</button>`;
  switch (obstacle.kind) {
    case 'failed':
      return html`<p class="problem">${obstacle.message}</p>`;
    case 'deleted':
      return html`<p class="problem">Another editor deleted this document. Your text is not saved.</p>
        <div class="actions">${asNew}</div>`;
    case 'newer':
      return html`<div data-testid="newer-version">
        <p class="problem">Another editor saved a newer version. Nothing was overwritten; your text is below.</p>
        <div class="actions">
          ${asNew}
          <button type="button" class="secondary" @click=${() => actions.reload(obstacle.current)}>Load the newer version</button>
        </div>
      </div>`;
  }
}
