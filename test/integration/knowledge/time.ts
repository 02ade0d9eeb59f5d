import { type DocumentData, Timestamp } from 'firebase-admin/firestore';

/** Durations in milliseconds. */
export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;

/** A Firestore map with its timestamps as epoch milliseconds. */
export function withMillis(data: DocumentData | undefined): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(data ?? {}).map(([key, value]) => [key, value instanceof Timestamp ? value.toMillis() : value]),
  );
}
