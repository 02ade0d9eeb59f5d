import { createRequire } from 'node:module';
import { requiredRoles } from './roles.ts';

// Only a deployment reads these. A deployed function has FUNCTION_TARGET and skips them: loading the root
// of the SDK takes 40 ms at each cold start.
if (process.env.FUNCTION_TARGET === undefined) {
  const { requiresAPI, requiresRole }: typeof import('firebase-functions') = createRequire(import.meta.url)(
    'firebase-functions',
  );
  requiresAPI('firestore.googleapis.com', 'Stores all documents.');
  requiresAPI('eventarc.googleapis.com', 'Delivers Firestore triggers.');
  requiresAPI('cloudscheduler.googleapis.com', 'Runs the sweep and the weekly report.');
  requiresAPI('secretmanager.googleapis.com', 'Stores the ElevenLabs API key.');
  requiresAPI('identitytoolkit.googleapis.com', 'Deletes the accounts of users who leave.');
  for (const role of requiredRoles) requiresRole(role);
}

export * from './account.ts';
export * from './knowledge.ts';
export * from './tunebook.ts';
