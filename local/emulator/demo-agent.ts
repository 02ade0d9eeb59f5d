import type { Agent } from '../stub/elevenlabs/agents.ts';
import type { IndexingSettings } from '../stub/elevenlabs/rag-indexes.ts';

/** The agent of the demo, which answers from every document. */
export const demoAgent: Agent = { id: 'agent_front_desk', name: 'Front desk', visible: true, usesNewDocuments: true };

/** The duration of indexing, long enough to see its progress: the sweep reads 40 %, then ready. */
export const demoIndexing: Partial<IndexingSettings> = { durationMs: 150_000 };

/** The params that turn indexing and questions on. */
export const indexingParams = { ELEVENLABS_RAG_MODEL: 'e5_mistral_7b_instruct', ELEVENLABS_AGENT_ID: demoAgent.id };
