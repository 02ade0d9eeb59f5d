import { knowledgePaths } from '../../../functions/src/shared/paths.ts';

/** Where knowledge lives in this deployment. */
export const paths = knowledgePaths(import.meta.env.VITE_KNOWLEDGE_COLLECTION);
