import { escapeHtml, htmlPage, htmlTable } from '../html-page.ts';
import type { Answer, StubRequest } from '../http-message.ts';
import { agentName } from './agents.ts';
import type { ApiContext } from './api-context.ts';
import type { StubDocument } from './knowledge-base.ts';

/** Serves the list of documents at `/` and a document's text at `/documents/{id}`. Null for any other path. */
export function answerPage(context: ApiContext, request: StubRequest): Answer | null {
  if (request.method !== 'GET') return null;
  if (request.path === '/') return indexPage(context);
  if (request.path === '/favicon.ico') return htmlPage('Not found', '', 404);
  const id = /^\/documents\/([A-Za-z0-9]+)$/.exec(request.path)?.[1];
  return id === undefined ? null : documentPage(context.knowledgeBase.find(id));
}

function indexPage(context: ApiContext): Answer {
  const { knowledgeBase, indexes } = context;
  const documents = [...knowledgeBase.list()].reverse();
  const count = documents.length === 1 ? '1 document' : `${documents.length} documents`;
  const head = '<th>Name</th><th>Id</th><th class="number">Bytes</th><th>Index</th><th>Created</th><th>Updated</th>';
  return htmlPage(
    'ElevenLabs knowledge base (stub)',
    `<p>This local stub of the ElevenLabs knowledge base shows what Reelsync has sent. Nothing is sent to ElevenLabs,
      and the documents are lost when the program stops. Reload the page to update the list.</p>
    <p><strong>${count}</strong>, newest first. The index uses ${inEnglish(indexes.usedBytes())} of ${inEnglish(indexes.settings.maxBytes)} bytes.</p>
    ${
      documents.length === 0
        ? '<p>Add a document on the Reelsync page to see it in this list.</p>'
        : htmlTable(
            head,
            documents.map((document) => row(context, document)),
          )
    }`,
  );
}

function row({ agents: all, indexes }: ApiContext, document: Readonly<StubDocument>): string {
  const { id, type, name, text, createdAt, updatedAt, agents } = document;
  const label =
    type === 'folder' ? `${escapeHtml(name)} (folder)` : `<a href="/documents/${id}">${escapeHtml(name)}</a>`;
  const usedBy =
    agents.length === 0
      ? ''
      : `<br><small>used by ${escapeHtml(agents.map((agent) => agentName(all, agent)).join(', '))}</small>`;
  const index = indexes
    .list(id)
    .map(({ status, progress }) => `${status.replaceAll('_', ' ')}${status === 'processing' ? ` ${progress} %` : ''}`)
    .join('<br>');
  return `<tr><td>${label}${usedBy}</td><td><code>${id}</code></td>
    <td class="number">${inEnglish(Buffer.byteLength(text))}</td><td>${index}</td><td>${time(createdAt)}</td><td>${time(updatedAt)}</td></tr>`;
}

function documentPage(document: Readonly<StubDocument> | undefined): Answer {
  const back = '<p><a href="/">All documents</a></p>';
  if (document === undefined) return htmlPage('Not found', `<p>The stub has no document with this id.</p>${back}`, 404);
  return htmlPage(document.name, `${back}<pre>${escapeHtml(document.text)}</pre>`);
}

function inEnglish(value: number): string {
  return value.toLocaleString('en-US');
}

function time(unixMilliseconds: number): string {
  const date = new Date(unixMilliseconds);
  return `<time datetime="${date.toISOString()}">${date.toLocaleString('en-GB')}</time>`;
}
