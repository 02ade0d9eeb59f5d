import { type DocumentData, serverTimestamp, Timestamp } from 'firebase/firestore';
import { draftLimits } from '../../functions/src/shared/draft.ts';
import { paths } from '../../functions/src/shared/paths.ts';

/** The document that most knowledge tests write to. */
export const hoursPath = `${paths.knowledge}/hours`;

/** A table row: its title, and the fields it replaces in a document that the rules accept. */
export type Case = readonly [name: string, change: DocumentData];

/** A knowledge document as the user `editor` creates it. */
export function newKnowledge(change: DocumentData = {}): DocumentData {
  return {
    title: 'Opening hours',
    content: 'The session starts at nine.',
    tags: ['hours'],
    createdBy: 'editor',
    createdAt: serverTimestamp(),
    updatedAt: serverTimestamp(),
    sync: { status: 'pending' },
    ...change,
  };
}

/** A knowledge document of the user `author`, with every field of `sync` that a finished run writes. */
export function storedKnowledge(sync: DocumentData = {}): DocumentData {
  const before = Timestamp.fromMillis(Date.UTC(2026, 0, 1));
  return newKnowledge({
    createdBy: 'author',
    createdAt: before,
    updatedAt: before,
    sync: {
      status: 'failed',
      attempts: 3,
      runs: 1,
      lastAttemptAt: before,
      nextAttemptAt: before,
      verifyAt: before,
      error: { type: 'server_error', message: 'Wait for the next try.', retryable: true },
      elevenLabsId: 'remote',
      tag: 'hours-abcd1234',
      attemptedHash: 'attempted',
      leaseOwner: 'run',
      leaseExpiresAt: before,
      ...sync,
    },
  });
}

const emoji = '😀';
const { titleCharacters, contentCharacters, tags: tagCount, tagCharacters } = draftLimits;

/** `count` different tags. */
function differentTags(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `tag ${index}`);
}

/** Valid drafts: the last allowed value of each limit, and unusual values within. */
export const acceptedDrafts: readonly Case[] = [
  ['a title of one character', { title: 'a' }],
  ['the longest title', { title: 'a'.repeat(titleCharacters) }],
  ['the longest title in characters of two UTF-16 units', { title: emoji.repeat(titleCharacters / 2) }],
  ['a title with a space and a line break inside', { title: 'Opening hours\nin winter' }],
  ['content of one character', { content: 'a' }],
  ['the longest content', { content: 'a'.repeat(contentCharacters) }],
  ['the longest content in characters of three bytes', { content: '日'.repeat(contentCharacters) }],
  ['the longest content in characters of two UTF-16 units', { content: emoji.repeat(contentCharacters / 2) }],
  ['content with space around it', { content: '\n text \n' }],
  ['no tags', { tags: [] }],
  ['as many tags as fit', { tags: differentTags(tagCount) }],
  ['a tag of one character', { tags: ['a'] }],
  ['the longest tag', { tags: ['a'.repeat(tagCharacters)] }],
  ['the longest tag in characters of two UTF-16 units', { tags: [emoji.repeat(tagCharacters / 2)] }],
  ['tags with commas and line breaks', { tags: ['a,b', 'a\nb', 'a', 'b'] }],
  ['tags that differ in case alone', { tags: ['Jig', 'jig'] }],
];

/** Drafts that are too long in UTF-16 units, and not in code points. */
export const longInUnits: readonly Case[] = [
  ['a title', { title: `${emoji.repeat(titleCharacters / 2)}a` }],
  ['content', { content: `${emoji.repeat(contentCharacters / 2)}a` }],
  ['a tag', { tags: [`${emoji.repeat(tagCharacters / 2)}a`] }],
];

/** Invalid drafts: the first refused value of each limit, blanks and wrong types. */
export const refusedDrafts: readonly Case[] = [
  ['an empty title', { title: '' }],
  ['a blank title', { title: ' ' }],
  ['a title that begins with space', { title: ' Opening hours' }],
  ['a title that ends with space', { title: 'Opening hours ' }],
  ['a title that ends with a line break', { title: 'Opening hours\n' }],
  ['a title one character too long', { title: 'a'.repeat(titleCharacters + 1) }],
  ['a number as title', { title: 7 }],
  ['null as title', { title: null }],
  ['a list as title', { title: ['a'] }],
  ['a map as title', { title: { a: 'a' } }],
  ['empty content', { content: '' }],
  ['blank content', { content: ' \n\t ' }],
  ['content one character too long', { content: 'a'.repeat(contentCharacters + 1) }],
  ['a number as content', { content: 7 }],
  ['null as content', { content: null }],
  ['a list as content', { content: ['text'] }],
  ['a map as content', { content: { text: 'text' } }],
  ['one tag too many', { tags: differentTags(tagCount + 1) }],
  ['the same tag twice', { tags: ['jig', 'reel', 'jig'] }],
  ['an empty tag', { tags: [''] }],
  ['a blank tag', { tags: ['jig', ' '] }],
  ['a tag one character too long', { tags: ['a'.repeat(tagCharacters + 1)] }],
  ['a number among the tags', { tags: ['jig', 7] }],
  ['null among the tags', { tags: [null] }],
  ['a map among the tags', { tags: [{ name: 'jig' }] }],
  ['a text as tags', { tags: 'jig' }],
  ['a map as tags', { tags: { jig: true } }],
  ['null as tags', { tags: null }],
  ...Array.from({ length: tagCount }, (_, place): Case => {
    const tags: unknown[] = differentTags(tagCount);
    tags[place] = place;
    return [`a number as tag ${place + 1} of ${tagCount}`, { tags }];
  }),
];
