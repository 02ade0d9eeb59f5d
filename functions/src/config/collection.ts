import { z } from 'zod';
import { defaultTextFields, type TextFields } from '../knowledge/text-fields.ts';
import { knowledgeCollection, knowledgeContentField, knowledgeTitleField } from '../params/knowledge.ts';
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
  const title = readParam(knowledgeTitleField, field, defaultTextFields.title);
  const content = readParam(knowledgeContentField, field, defaultTextFields.content);
  if (title !== content) return { title, content };
  throw new ConfigError('The params KNOWLEDGE_TITLE_FIELD and KNOWLEDGE_CONTENT_FIELD name the same field.');
}
