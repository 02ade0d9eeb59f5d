import { type Agents, agentView } from './agents.ts';
import type { KnowledgeBase, StubDocument } from './knowledge-base.ts';

type View = Readonly<Record<string, unknown>>;

/** The same made-up owner and role for every document. */
const accessInfo = {
  is_creator: true,
  creator_name: 'Local editor',
  creator_email: 'editor@example.com',
  role: 'admin',
  anonymous_access_level_override: null,
  access_source: 'creator',
};

/** The answer to POST. */
export function createdView(knowledgeBase: KnowledgeBase, document: Readonly<StubDocument>): View {
  return { id: document.id, name: document.name, folder_path: summaryPath(knowledgeBase, document) };
}

/** A document in a listing, without its text. */
export function summaryView(knowledgeBase: KnowledgeBase, agents: Agents, document: Readonly<StubDocument>): View {
  return {
    ...commonView(knowledgeBase, document),
    folder_path: summaryPath(knowledgeBase, document),
    dependent_agents: document.agents.map((id) => agentView(agents, id)),
  };
}

/** The answer to GET and PATCH of one document. */
export function fullView(knowledgeBase: KnowledgeBase, document: Readonly<StubDocument>): View {
  const folders = knowledgeBase.foldersAround(document);
  return {
    ...commonView(knowledgeBase, document),
    folder_path: folders.map(({ id, name }) => ({ id, name })),
    ...(document.type === 'text' ? { extracted_inner_html: document.text, content_format: 'html' } : {}),
  };
}

function commonView(knowledgeBase: KnowledgeBase, document: Readonly<StubDocument>): View {
  const { id, name, type, text, parentFolderId, createdAt, updatedAt } = document;
  return {
    id,
    name,
    type,
    metadata: {
      created_at_unix_secs: unixSeconds(createdAt),
      last_updated_at_unix_secs: unixSeconds(updatedAt),
      size_bytes: Buffer.byteLength(text),
    },
    supported_usages: ['prompt', 'auto'],
    access_info: accessInfo,
    folder_parent_id: parentFolderId,
    ...(type === 'folder' ? folderCounts(knowledgeBase, id) : {}),
  };
}

function folderCounts(knowledgeBase: KnowledgeBase, folderId: string): View {
  const children = knowledgeBase.childrenOf(folderId);
  const documents = children.filter(({ type }) => type === 'text');
  return { children_count: children.length, document_count: documents.length, is_frozen: false };
}

function summaryPath(knowledgeBase: KnowledgeBase, document: Readonly<StubDocument>): View[] {
  return knowledgeBase.foldersAround(document).map(({ id }) => ({ id }));
}

function unixSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
