import { requiresAPI, requiresRole } from 'firebase-functions';
import { requiredRoles } from './roles.ts';

requiresAPI('firestore.googleapis.com', 'Stores all documents.');
requiresAPI('eventarc.googleapis.com', 'Delivers Firestore triggers.');
requiresAPI('cloudscheduler.googleapis.com', 'Runs the sweep and the weekly report.');
requiresAPI('secretmanager.googleapis.com', 'Stores the ElevenLabs API key.');
requiresAPI('identitytoolkit.googleapis.com', 'Deletes the accounts of users who leave.');
for (const role of requiredRoles) requiresRole(role);

export * from './account.ts';
export * from './knowledge.ts';
export * from './tunebook.ts';
