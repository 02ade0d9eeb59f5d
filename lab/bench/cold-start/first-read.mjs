// Runs in a fresh process: loads the Admin SDK and reads one document, over gRPC or REST as the first
// argument says, and prints milliseconds and resident bytes of what came after the loading.

import { initializeApp } from 'firebase-admin/app';
import { initializeFirestore } from 'firebase-admin/firestore';

const db = initializeFirestore(initializeApp(), { preferRest: process.argv[2] === 'REST' });
const started = performance.now();
await db.doc('cold/start').get();
console.log(JSON.stringify({ milliseconds: performance.now() - started, bytes: process.memoryUsage().rss }));
// An open gRPC channel would keep the process for a while.
process.exit(0);
