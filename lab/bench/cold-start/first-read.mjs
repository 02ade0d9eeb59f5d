// Runs in a fresh process: reads one document over gRPC or REST (first argument) and prints the
// milliseconds since the SDK was loaded and the resident bytes.

import { initializeApp } from 'firebase-admin/app';
import { initializeFirestore } from 'firebase-admin/firestore';

const db = initializeFirestore(initializeApp(), { preferRest: process.argv[2] === 'REST' });
const started = performance.now();
await db.doc('cold/start').get();
console.log(JSON.stringify({ milliseconds: performance.now() - started, bytes: process.memoryUsage().rss }));
// An open gRPC channel would keep the process alive.
process.exit(0);
