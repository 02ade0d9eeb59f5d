import { type Agent, Agents } from './agents.ts';
import { KnowledgeBase } from './knowledge-base.ts';
import { defaultIndexing, type IndexingSettings, RagIndexes } from './rag-indexes.ts';

/** The state behind the API. */
export interface ApiContext {
  knowledgeBase: KnowledgeBase;
  agents: Agents;
  indexes: RagIndexes;
  /** The accepted `xi-api-key`; null accepts any non-empty key. */
  apiKey: string | null;
}

export interface ApiOptions {
  /** The accepted `xi-api-key`. By default any non-empty key is accepted. */
  apiKey?: string | null;
  /** The agents of the workspace, by default none. */
  agents?: readonly Agent[];
  indexing?: Partial<IndexingSettings>;
}

export function createApiContext(options: ApiOptions, knowledgeBase = new KnowledgeBase()): ApiContext {
  const indexes = new RagIndexes(knowledgeBase, defaultIndexing);
  const context: ApiContext = { knowledgeBase, agents: new Agents(), indexes, apiKey: null };
  applyOptions(context, options);
  return context;
}

/** Restores the initial state. */
export function resetApiContext(context: ApiContext, options: ApiOptions): void {
  context.knowledgeBase.clear();
  context.agents.clear();
  context.indexes.clear();
  applyOptions(context, options);
}

function applyOptions(context: ApiContext, { apiKey = null, agents = [], indexing }: ApiOptions): void {
  for (const agent of agents) context.agents.set(agent);
  context.indexes.settings = { ...defaultIndexing, ...indexing };
  context.apiKey = apiKey;
}
