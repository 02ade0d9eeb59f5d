/** The agents that use a document. */
export interface UsedBy {
  /** The name of each, or its id when the name is unknown. */
  names: readonly string[];
  /** Whether others use it too. */
  more: boolean;
}

/** `the agents “Front desk” and “Night desk”`; more than three are counted. */
export function listed({ names, more }: UsedBy): string {
  const shown = names.slice(0, 3).map((name) => `“${name}”`);
  const others = names.length - shown.length;
  if (more) return `the agents ${shown.join(', ')} and at least ${others + 1} others`;
  if (others > 0) return `the agents ${shown.join(', ')} and ${others === 1 ? '1 other' : `${others} others`}`;
  if (shown.length === 1) return `the agent ${shown[0]}`;
  return `the agents ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
