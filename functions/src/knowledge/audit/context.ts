import type { KnowledgeContext } from '../context.ts';

/** What an audit works with: no key, no client. */
export type AuditContext = Pick<KnowledgeContext, 'db' | 'ragModel' | 'now' | 'log'>;
