/** How long each callable may run, in seconds. */
export const callableSeconds = {
  retryKnowledgeSync: 120,
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
