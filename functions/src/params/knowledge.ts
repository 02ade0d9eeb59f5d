import { defineInt, defineSecret, defineString } from 'firebase-functions/params';
import { defaultTextFields, type TextFields } from '../knowledge/text-fields.ts';
import { defaultCollection } from '../shared/paths.ts';

/** The ElevenLabs key. Bind it only to functions that call ElevenLabs. */
export const elevenLabsApiKey = defineSecret('ELEVENLABS_API_KEY');

/** Default values. */
export const defaults = {
  baseUrl: 'https://api.elevenlabs.io',
  retryDelayMs: 1000,
  concurrency: 3,
} as const;

export const knowledgeCollection = defineString('KNOWLEDGE_COLLECTION', {
  default: defaultCollection,
  description:
    'Root collection of the documents to sync. Its ledger, reports and index usage are beside it: <name>Remotes, <name>Reports, <name>Index.',
});

export const knowledgeTitleField = defineString('KNOWLEDGE_TITLE_FIELD', {
  default: defaultTextFields.title,
  description: "Field of a document that holds its title. The repository's own page and rules know only the default.",
});

export const knowledgeContentField = defineString('KNOWLEDGE_CONTENT_FIELD', {
  default: defaultTextFields.content,
  description: "Field of a document that holds its text. The repository's own page and rules know only the default.",
});

/** The fields that hold title and text, unchecked. Outside a deployment, an unset param reads as ''. */
export function textFields(): TextFields {
  return {
    title: knowledgeTitleField.value() || defaultTextFields.title,
    content: knowledgeContentField.value() || defaultTextFields.content,
  };
}

export const elevenLabsBaseUrl = defineString('ELEVENLABS_BASE_URL', {
  default: defaults.baseUrl,
  description: 'Base URL of the ElevenLabs API; the residency hosts differ.',
});

export const elevenLabsFolderId = defineString('ELEVENLABS_FOLDER_ID', {
  default: '',
  description: 'Folder of the ElevenLabs knowledge base that new documents go into. Empty: the root.',
});

export const elevenLabsAgentId = defineString('ELEVENLABS_AGENT_ID', {
  default: '',
  description: 'ElevenLabs agent that editors can try questions on. Empty: none.',
});

export const elevenLabsRagModel = defineString('ELEVENLABS_RAG_MODEL', {
  default: '',
  description:
    'Embedding model that documents are indexed with, the one of your agents, such as e5_mistral_7b_instruct. Empty: Reelsync indexes nothing.',
});

export const elevenLabsRetryDelay = defineInt('ELEVENLABS_RETRY_DELAY_MS', {
  default: defaults.retryDelayMs,
  description: 'Wait after the first failed attempt of a run, in milliseconds; it doubles.',
});

export const elevenLabsConcurrency = defineInt('ELEVENLABS_CONCURRENCY', {
  default: defaults.concurrency,
  description: 'Requests to ElevenLabs in flight in each instance, 1 to 20.',
});
