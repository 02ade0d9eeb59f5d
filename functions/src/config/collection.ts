import { z } from 'zod';
import type { TextFields } from '../knowledge/text-fields.ts';
import { knowledgeCollection, knowledgeContentField, knowledgeTitleField, textFields } from '../params/knowledge.ts';
import { defaultCollection } from '../shared/paths.ts';
import { ConfigError, readParam } from './param.ts';

// Firestore reserves names of the form `__x__`.
const name = z.string().regex(/^(?!__.*__$)[^/]{1,200}$/, 'Name a root collection, without a slash.');

// The other characters have a meaning in the SDK's field paths.
const field = z
  .string()
  .regex(/^(?!__.*__$)(?!sync$)[^.*~/[\]`]{1,200}$/, 'Name a field of the document itself, other than sync');

/** The root collection of the documents to sync. Throws ConfigError. */
export function readCollection(): string {
  return readParam(knowledgeCollection, name, defaultCollection);
}

/** The fields that hold title and text. Throws ConfigError. */
export function readTextFields(): TextFields {
  const { title, content } = textFields();
  readParam(knowledgeTitleField, field, title);
  readParam(knowledgeContentField, field, content);
  if (title !== content) return { title, content };
  throw new ConfigError('The params KNOWLEDGE_TITLE_FIELD and KNOWLEDGE_CONTENT_FIELD name the same field.');
}
