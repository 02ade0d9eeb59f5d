/** Every change of status of a document and of an import that the functions can make (docs/reference.md). */
export const transitions = [
  'pending → syncing',
  'syncing → completed',
  'syncing → failed',
  'syncing → pending',
  'completed → pending',
  'completed → syncing',
  'failed → pending',
  'failed → syncing',
  'none → fetching_metadata',
  'fetching_metadata → adding_to_collection',
  'fetching_metadata → completed',
  'fetching_metadata → completed_with_errors',
  'fetching_metadata → failed',
  'fetching_metadata → cancelled',
  'adding_to_collection → fetching_metadata',
  'adding_to_collection → completed',
  'adding_to_collection → completed_with_errors',
  'adding_to_collection → failed',
  'adding_to_collection → cancelled',
  'completed → fetching_metadata',
  'completed_with_errors → fetching_metadata',
  'failed → fetching_metadata',
  'cancelled → fetching_metadata',
] as const;

/** The transitions that no schedule met: what leads to them has not been tested. */
export function neverMet(met: Readonly<Record<string, number>>): string[] {
  return transitions.filter((transition) => met[transition] === undefined);
}
