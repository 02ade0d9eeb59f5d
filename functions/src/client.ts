// What client apps share with the functions. Runs in browsers, so it uses neither Node nor the Admin SDK.
export {
  draftSchema,
  type KnowledgeSync,
  knowledgeSyncSchema,
  type TunebookProgress,
  tunebookProgressSchema,
} from './client-schemas.ts';
export { type CallableName, callableSeconds, clientTimeoutMs } from './shared/callables.ts';
export { type Draft, type DraftProblem, draftLimits, draftProblems } from './shared/draft.ts';
export { type DraftFile, draftFileNameProblem, parseDraftFile } from './shared/draft-file.ts';
export { errorCode } from './shared/error-code.ts';
export { type IndexStatus, indexStatuses } from './shared/index-status.ts';
export { type LearnStatus, learnStatuses } from './shared/learn-status.ts';
export { memberQueryLimits } from './shared/member-query.ts';
export { knowledgePaths, paths } from './shared/paths.ts';
export { isRunningStatus, type ProgressStatus, progressStatuses } from './shared/progress-status.ts';
export { region } from './shared/region.ts';
export { type SyncStatus, syncStatuses } from './shared/sync-status.ts';
export { type FailureType, failureTypes } from './upstream/errors.ts';
