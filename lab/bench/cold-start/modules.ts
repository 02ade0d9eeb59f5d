/** The SDK modules that `index.ts` and `context/` import. */
export const sdkModules = [
  'firebase-functions/firestore',
  'firebase-functions/https',
  'firebase-functions/scheduler',
  'firebase-functions/params',
  'firebase-functions/logger',
  'firebase-admin/app',
  'firebase-admin/firestore',
];

const elevenLabs = ['config/elevenlabs', 'config/collection', 'upstream/http', 'upstream/elevenlabs'];

const theSession = ['config/thesession', 'upstream/gate', 'upstream/http', 'upstream/thesession', 'tunebook/writes'];

/** What each function imports at its first call: modules of `functions/src`, without extension, and packages. */
export const modulesOfCall: Readonly<Record<string, readonly string[]>> = {
  onKnowledgeCreated: ['knowledge/sync', ...elevenLabs],
  onKnowledgeUpdated: ['knowledge/sync', ...elevenLabs],
  onKnowledgeDeleted: ['knowledge/removal', ...elevenLabs],
  retryKnowledgeSync: ['knowledge/retry', ...elevenLabs],
  sweepKnowledge: ['knowledge/sweep', ...elevenLabs],
  findAgents: ['knowledge/agents/find-agents', ...elevenLabs],
  askAgent: ['knowledge/agents/ask-agent', ...elevenLabs],
  auditKnowledge: ['knowledge/audit', 'config/collection'],
  reconcileKnowledge: ['knowledge/reconcile/reconcile', ...elevenLabs],
  reportKnowledge: ['knowledge/reconcile/reconcile', ...elevenLabs],
  syncTunebook: ['tunebook/input', 'tunebook/start', ...theSession],
  findMembers: ['tunebook/find-members', ...theSession],
  cancelTunebookSync: ['tunebook/input', 'tunebook/start'],
  deleteMyData: ['account/answer', 'firebase-admin/auth'],
};
