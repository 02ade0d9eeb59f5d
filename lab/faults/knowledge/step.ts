import type { EmulatorFault } from '../emulator-control.ts';

/** Each schedule adds its own prefix to these ids. */
export const documentNames = ['a', 'b', 'c'] as const;

type DocumentName = (typeof documentNames)[number];

/** Numbers that select one of a few texts. */
export interface TextChange {
  title?: number;
  content?: number;
}

/** An action of an editor's client. Each client runs its actions in sequence. */
export type ClientStep = {
  document: DocumentName;
  client: 0 | 1;
  /** Names of the faults applied to the next requests, in order. */
  faults: string[];
} & (
  | { kind: 'create'; text: Required<TextChange> }
  | { kind: 'edit'; text: TextChange }
  | { kind: 'edit tags' }
  | { kind: 'delete' }
  | { kind: 'retry' }
  /** Creates a document whose id is the tag of another, so that its own tag starts with that tag. */
  | { kind: 'namesake'; text: Required<TextChange> }
  /** Deletes the remote document by hand, then edits the text. */
  | { kind: 'replace'; text: Required<TextChange> }
);

export type UpstreamMethod = 'POST' | 'PATCH' | 'GET' | 'DELETE';

/**
 * An event that concerns one document or its requests. `upstream` applies the named faults to the next
 * requests about the document, in order.
 */
export type DocumentStep = { document: DocumentName } & (
  | { kind: 'upstream'; method: UpstreamMethod | null; faults: string[] }
  /** Releases its held requests. */
  | { kind: 'release' }
  /** Moves its due times into the past. */
  | { kind: 'expire lease' | 'retry due' | 'verification due' | 'removals due' }
);

/** An event that concerns everything. */
export type CommonStep =
  | { kind: 'sweep' }
  | { kind: 'crash' }
  /** ElevenLabs refuses connections for `ms`. */
  | { kind: 'outage'; ms: number }
  /** ElevenLabs is slow and answers 429 beyond `atOnce` concurrent requests, for `ms`. */
  | { kind: 'overload'; atOnce: number; ms: number }
  /** ElevenLabs refuses the key for `ms`. */
  | { kind: 'wrong key'; ms: number }
  | { kind: 'redeliver' }
  | { kind: 'emulator'; fault: EmulatorFault };

/** One step of a schedule, started `pauseMs` after the previous one. */
export type Step = { pauseMs: number } & (ClientStep | DocumentStep | CommonStep);
