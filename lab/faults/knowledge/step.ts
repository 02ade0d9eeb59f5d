import type { EmulatorFault } from '../emulator-control.ts';

/** The documents that a schedule's steps name; each schedule puts its own prefix before them. */
export const documentNames = ['a', 'b', 'c'] as const;

/** See documentNames. */
type DocumentName = (typeof documentNames)[number];

/** What a client writes: few values, so that texts come back as they were before. */
export interface TextChange {
  title?: number;
  content?: number;
}

/** Something that an editor's client does; each client does one thing after the other. */
export type ClientStep = {
  document: DocumentName;
  client: 0 | 1;
  /** Faults of the table that the requests which follow meet, one after the other. */
  meets: string[];
} & (
  | { kind: 'create'; text: Required<TextChange> }
  | { kind: 'edit'; text: TextChange }
  | { kind: 'edit tags' }
  | { kind: 'delete' }
  | { kind: 'retry' }
  /** Makes a document whose id is the tag of another: its own tag begins like that one. */
  | { kind: 'namesake'; text: Required<TextChange> }
  /** Somebody deletes the remote document by hand; then the text is edited. */
  | { kind: 'replace'; text: Required<TextChange> }
);

/** The methods of the requests to ElevenLabs. */
export type UpstreamMethod = 'POST' | 'PATCH' | 'GET' | 'DELETE';

/** Something that happens to a document, or to what is on its way. */
export type DocumentStep = {
  document: DocumentName;
} /** The next requests about it meet these faults of the table, one after the other. */ & (
  | { kind: 'upstream'; method: UpstreamMethod | null; faults: string[] }
  /** Requests that were held back are processed. */
  | { kind: 'release' }
  /** Time goes on past its lease, its next attempt, its verification, its removals. */
  | { kind: 'expire lease' | 'retry due' | 'verification due' | 'removals due' }
);

/** Something that happens to all. */
export type CommonStep =
  | { kind: 'sweep' }
  | { kind: 'crash' }
  /** ElevenLabs refuses connections for this long. */
  | { kind: 'outage'; ms: number }
  /** ElevenLabs answers 429 beyond this many requests at once, and takes its time. */
  | { kind: 'overload'; atOnce: number; ms: number }
  /** ElevenLabs does not know the key for this long. */
  | { kind: 'wrong key'; ms: number }
  | { kind: 'redeliver' }
  | { kind: 'emulator'; fault: EmulatorFault };

/** One step of a schedule, taken this many milliseconds after the one before. */
export type Step = { pauseMs: number } & (ClientStep | DocumentStep | CommonStep);
