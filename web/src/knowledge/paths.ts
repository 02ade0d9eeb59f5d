import { knowledgePaths } from '../../../functions/src/client.ts';

/** Where knowledge lives in this deployment. */
export const paths = knowledgePaths(import.meta.env.VITE_KNOWLEDGE_COLLECTION || undefined);
