import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** A small app that somebody has: a function, rules and a site of its own. */
const files: Readonly<Record<string, string>> = {
  'firebase.json': JSON.stringify({
    functions: [{ source: 'functions', codebase: 'default', runtime: 'nodejs24' }],
    firestore: ['(default)', 'editorial'].map((database) => {
      return { database, rules: 'firestore.rules', indexes: 'firestore.indexes.json' };
    }),
    hosting: { public: 'public' },
  }),
  'firestore.rules': `rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    function signedIn() {
      return request.auth != null;
    }
    match /posts/{id} {
      allow read;
    }
    match /articles/{id} {
      allow create: if signedIn();
      allow update: if signedIn();
    }
    match /users/{uid} {
      allow read, write: if signedIn() && request.auth.uid == uid;
    }
  }
}
`,
  'firestore.indexes.json': JSON.stringify({
    indexes: [
      {
        collectionGroup: 'posts',
        queryScope: 'COLLECTION',
        fields: [
          { fieldPath: 'topic', order: 'ASCENDING' },
          { fieldPath: 'postedAt', order: 'DESCENDING' },
        ],
      },
    ],
    fieldOverrides: [],
  }),
  'public/index.html': '<h1>Our app</h1>\n',
  'functions/package.json': JSON.stringify({
    name: 'our-functions',
    main: 'index.js',
    engines: { node: '24' },
    dependencies: { 'firebase-admin': '^13.0.0', 'firebase-functions': '^7.0.0' },
  }),
  // CommonJS, as `firebase init` writes it.
  'functions/index.js': `const { initializeApp } = require('firebase-admin/app');
const { onRequest } = require('firebase-functions/https');
initializeApp();
exports.hello = onRequest((request, response) => { response.send('Hello'); });
`,
};

/** Writes the app into an empty folder. */
export async function writeExistingApp(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** The app's own files that are not as they were, except those that a step of the guide merges into. */
export async function changedFiles(folder: string, merged: readonly string[]): Promise<string[]> {
  const present = await readdir(folder, { recursive: true });
  const changed: string[] = [];
  for (const [path, text] of Object.entries(files)) {
    if (merged.includes(path)) continue;
    if (!present.includes(path) || (await readFile(join(folder, path), 'utf8')) !== text) changed.push(path);
  }
  return changed;
}

/**
 * What a step of the guide wrote into the app outside the folder of the package: each new or changed file
 * with its text, in the order of their paths. JSON is reformatted, since the CLI and this test format it differently.
 */
export async function describeAdditions(folder: string, packageFolder: string): Promise<string> {
  const present = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = present
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !path.startsWith(`${packageFolder}/`))
    .sort();
  const parts: string[] = [];
  for (const path of paths) {
    const text = await readFile(join(folder, path), 'utf8');
    if (text === files[path]) continue;
    const shown = path.endsWith('.json') ? JSON.stringify(JSON.parse(text), null, 2) : text;
    parts.push(`--- ${path}\n${shown.trimEnd()}\n`);
  }
  return parts.join('');
}
