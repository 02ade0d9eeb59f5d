import { type Answer, htmlAnswer, type StandInRequest } from '../http-message.ts';
import type { HeldDocument, KnowledgeBase } from './knowledge-base.ts';

const style = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.5rem; overflow-wrap: anywhere; }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: start; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); vertical-align: top; }
  td:first-child { overflow-wrap: anywhere; min-width: 12rem; }
  .number { text-align: end; }
  time, code { white-space: nowrap; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
`;

/** The list of what is held at `/`, one document's text at `/documents/{id}`; null elsewhere. */
export function answerPage(knowledgeBase: KnowledgeBase, request: StandInRequest): Answer | null {
  if (request.method !== 'GET') return null;
  if (request.path === '/') return indexPage(knowledgeBase);
  if (request.path === '/favicon.ico') return htmlAnswer(404, '');
  const id = /^\/documents\/([A-Za-z0-9]+)$/.exec(request.path)?.[1];
  return id === undefined ? null : documentPage(knowledgeBase.find(id));
}

function indexPage(knowledgeBase: KnowledgeBase): Answer {
  const documents = [...knowledgeBase.list()].reverse();
  const count = documents.length === 1 ? '1 document' : `${documents.length} documents`;
  const table = `<div class="scroll"><table>
      <thead><tr><th>Name</th><th>Id</th><th class="number">Bytes</th><th>Created</th><th>Updated</th></tr></thead>
      <tbody>${documents.map(row).join('\n')}</tbody>
    </table></div>`;
  return page(
    'ElevenLabs knowledge base (stand-in)',
    `<p>This stands in for the ElevenLabs knowledge base on your own machine. It shows what Reelsync has sent;
      nothing here reaches ElevenLabs, and all of it is gone when the program ends. Reload to see what is new.</p>
    <p><strong>${count}</strong>, newest first.</p>
    ${documents.length === 0 ? '<p>Add a document on the Reelsync page, and it appears here.</p>' : table}`,
  );
}

function row(document: Readonly<HeldDocument>): string {
  const { id, type, name, text, createdAt, updatedAt, agents } = document;
  const label =
    type === 'folder' ? `${escapeHtml(name)} (folder)` : `<a href="/documents/${id}">${escapeHtml(name)}</a>`;
  const attached = agents.length === 0 ? '' : `<br><small>attached to ${escapeHtml(agents.join(', '))}</small>`;
  return `<tr><td>${label}${attached}</td><td><code>${id}</code></td>
    <td class="number">${Buffer.byteLength(text).toLocaleString('en-US')}</td><td>${time(createdAt)}</td><td>${time(updatedAt)}</td></tr>`;
}

function documentPage(document: Readonly<HeldDocument> | undefined): Answer {
  const back = '<p><a href="/">All documents</a></p>';
  if (document === undefined) return page('Not held', `<p>No document of this id is held.</p>${back}`, 404);
  return page(document.name, `${back}<pre>${escapeHtml(document.text)}</pre>`);
}

function page(title: string, body: string, status = 200): Answer {
  return htmlAnswer(
    status,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>${escapeHtml(title)}</title><style>${style}</style></head>
    <body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`,
  );
}

/** Local wall time to the second, as a person compares it with the clock. */
function time(unixMilliseconds: number): string {
  const date = new Date(unixMilliseconds);
  return `<time datetime="${date.toISOString()}">${date.toLocaleString('en-GB')}</time>`;
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
