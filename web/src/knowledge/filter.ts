import { type QueryConstraint, where } from 'firebase/firestore';
import type { SyncStatus } from '../../../functions/src/client.ts';

/** Which documents the list shows; null for all. */
export interface KnowledgeFilter {
  status: SyncStatus | null;
  tag: string | null;
}

/** The filter for the web SDK. */
export function constraintsOf({ status, tag }: KnowledgeFilter): QueryConstraint[] {
  return [
    ...(status === null ? [] : [where('sync.status', '==', status)]),
    ...(tag === null ? [] : [where('tags', 'array-contains', tag)]),
  ];
}

/** The filter as fields of a structured query of the REST API. */
export function restFilterOf({ status, tag }: KnowledgeFilter): object {
  const filters = [
    ...(status === null ? [] : [fieldFilter('sync.status', 'EQUAL', status)]),
    ...(tag === null ? [] : [fieldFilter('tags', 'ARRAY_CONTAINS', tag)]),
  ];
  return filters.length === 0 ? {} : { where: { compositeFilter: { op: 'AND', filters } } };
}

function fieldFilter(fieldPath: string, op: string, stringValue: string): object {
  return { fieldFilter: { field: { fieldPath }, op, value: { stringValue } } };
}
