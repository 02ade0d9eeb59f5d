/** How long each callable may run, in seconds. A retry waits up to 30 s for its slot, and its run takes up to 90 s. */
export const callableSeconds = {
  retryKnowledgeSync: 150,
  findAgents: 60,
  askAgent: 60,
  reconcileKnowledge: 1800,
  syncTunebook: 540,
  cancelTunebookSync: 30,
  findMembers: 60,
  deleteMyData: 540,
} as const;

export type CallableName = keyof typeof callableSeconds;

/** How long a client waits for a callable, in milliseconds: 10 s longer than it may run, for a cold start. */
export function clientTimeoutMs(name: CallableName): number {
  return (callableSeconds[name] + 10) * 1000;
}
