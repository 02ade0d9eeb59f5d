import { z } from 'zod';
import { knowledgeCollection } from '../params/knowledge.ts';
import { defaultCollection } from '../shared/paths.ts';
import { readParam } from './param.ts';

// Firestore reserves names of the form `__x__`.
const name = z.string().regex(/^(?!__.*__$)[^/]{1,200}$/, 'Name a root collection, without a slash.');

/** The root collection of the documents to sync. Throws ConfigError. */
export function readCollection(): string {
  return readParam(knowledgeCollection, name, defaultCollection);
}
