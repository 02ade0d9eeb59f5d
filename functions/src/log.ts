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
  if (!(error instanceof Error)) return { error: typeof error, code: null };
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : null;
  return { error: error.name, code };
}
