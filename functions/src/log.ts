import { errorCode } from './shared/error-code.ts';

/** A value in a log entry; entries are flat. */
export type LogValue = string | number | boolean | null;

/**
 * Writes a log entry: the name of an event, such as `knowledge.completed`, and its ids, sizes, durations
 * (milliseconds) and attempt. Never log a key, a header, document content or an error object.
 */
export type Log = (
  severity: 'INFO' | 'WARNING' | 'ERROR',
  event: string,
  fields: Readonly<Record<string, LogValue>>,
) => void;

/** The class and code of anything thrown. Messages are left out, since they may quote what was sent. */
export function errorFields(error: unknown): { error: string; code: string | number | null } {
  return { error: error instanceof Error ? error.name : typeof error, code: errorCode(error) };
}
