import { Timestamp } from 'firebase-admin/firestore';
import { secrets } from '../rig.ts';

/** A knowledge document that only the Admin SDK or the console can write. */
export interface StoredDocument {
  name: string;
  data: Readonly<Record<string, unknown>>;
}

const long = `${secrets.contentWord} `.repeat(30_000).slice(0, 300_001);
const later = Timestamp.fromMillis(Date.UTC(2099, 0, 1));

function valid(): Record<string, unknown> {
  const now = Timestamp.now();
  return {
    title: `${secrets.contentWord} title`,
    content: `${secrets.contentWord} content`,
    tags: [],
    createdBy: 'console',
    createdAt: now,
    updatedAt: now,
    sync: { status: 'pending' },
  };
}

const withField = ([name, change]: readonly [string, Readonly<Record<string, unknown>>]): StoredDocument => {
  return { name, data: { ...valid(), ...change } };
};
const withSync = ([name, sync]: readonly [string, Readonly<Record<string, unknown>>]): StoredDocument => {
  return { name: `sync with ${name}`, data: { ...valid(), sync: { status: 'pending', ...sync } } };
};
const without = (field: string): StoredDocument => {
  return { name: `no ${field}`, data: Object.fromEntries(Object.entries(valid()).filter(([key]) => key !== field)) };
};

/** Documents that must fail with the error type `validation`. */
export const unreadableDocuments: readonly StoredDocument[] = [
  ...['title', 'content'].map(without),
  ...(
    [
      ['a number as title', { title: 7 }],
      ['null as title', { title: null }],
      ['an empty title', { title: '' }],
      ['a blank title', { title: '\u2003' }],
      ['space around the title', { title: ` ${secrets.contentWord} ` }],
      ['a title of 201 characters', { title: secrets.contentWord.repeat(20).slice(0, 201) }],
      ['a list as title', { title: [secrets.contentWord] }],
      ['a map as content', { content: { text: secrets.contentWord } }],
      ['bytes as content', { content: Buffer.from(secrets.contentWord) }],
      ['empty content', { content: '' }],
      ['blank content', { content: '\u00A0\n' }],
      ['content of 300 001 characters', { content: long }],
      ['content of 900 003 bytes', { content: '🎻'.repeat(225_000) + secrets.contentWord }],
      ['a text as sync', { sync: 'pending' }],
      ['a list as sync', { sync: ['pending'] }],
    ] as const
  ).map(withField),
  ...(
    [
      ['an unknown status', { status: 'done' }],
      ['a number as status', { status: 1 }],
      ['negative attempts', { attempts: -1 }],
      ['fractional runs', { runs: 1.5 }],
      ['runs as text', { runs: '3' }],
      ['a number as time', { nextAttemptAt: 5 }],
      ['a text as time', { lastAttemptAt: 'yesterday' }],
      ['a number as lease', { leaseExpiresAt: 9_999_999_999_999 }],
      ['a list as lease owner', { leaseOwner: ['me'] }],
      ['a number as id', { elevenLabsId: 5 }],
      ['a map as tag', { tag: { of: 'somebody' } }],
      ['a text as error', { error: 'broken' }],
      ['an error of an unknown type', { error: { type: 'oops', message: 'x', retryable: true } }],
      ['a number as hash', { attemptedHash: 7 }],
    ] as const
  ).map(withSync),
];

/** Unusual but valid documents, which must be completed. */
export const unusualDocuments: readonly StoredDocument[] = [
  withField(['unknown fields', { surprise: { deep: [1, { a: 2 }] } }]),
  withField(['tags of the wrong type', { tags: 7 }]),
  withField(['a title with markup', { title: `<script>${secrets.contentWord}</script>` }]),
  withField(['a title like a header', { title: `xi-title: ${secrets.contentWord}\r\nx: y` }]),
  withField(['a title in many scripts', { title: `${secrets.contentWord} 日本語 العربية 🎻` }]),
  withField(['content with NUL', { content: `${secrets.contentWord}\u0000end` }]),
  without('sync'),
  withField(['null as sync', { sync: null }]),
  withField(['an empty sync', { sync: {} }]),
  withSync(['unknown fields', { surprise: true }]),
  withSync(['a field of an older version', { remoteName: 1 }]),
  withSync([
    'the state of another document',
    { status: 'completed', tag: 'another-abcd1234', elevenLabsId: 'another' },
  ]),
  withSync(['a status of completed and no hash', { status: 'completed' }]),
  withSync(['a status of syncing and no lease', { status: 'syncing' }]),
  withSync(['a next attempt in the far future', { nextAttemptAt: later }]),
];
