import { Timestamp } from 'firebase/firestore';

/** The fields of a map in a document or an answer; none when it is no map. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** A text, or the empty text when the field holds none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A whole number from 0 on, or 0 when the field holds none. */
export function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** A point in time, or null when the field holds none. */
export function instantOf(value: unknown): Date | null {
  return value instanceof Timestamp ? value.toDate() : null;
}

/** The one of these words that the field holds, or null. */
export function wordOf<Word extends string>(words: readonly Word[], value: unknown): Word | null {
  return words.find((word) => word === value) ?? null;
}

/** The items of a list; none when the field holds no list. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
