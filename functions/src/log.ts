import { errorCode } from './shared/error-code.ts';
/** A value that may stand in a log entry: entries are flat. */
export type LogValue = string | number | boolean | null;

/**
 * Writes one entry: an event's name, such as `knowledge.completed`, and its ids, sizes, durations
 * (milliseconds) and attempt. Never a key, a header, document content, or an error as it was thrown.
 */
export type Log = (
  severity: 'INFO' | 'WARNING' | 'ERROR',
  event: string,
  fields: Readonly<Record<string, LogValue>>,
) => void;

/** What may be logged of anything thrown: its class and code. Messages may quote what was sent. */
export function errorFields(error: unknown): { error: string; code: string | number | null } {
  return { error: error instanceof Error ? error.name : typeof error, code: errorCode(error) };
}
