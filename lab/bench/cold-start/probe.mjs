// Runs in a fresh process: imports the modules named by the first argument, then those named by the
// second, and prints milliseconds and resident bytes after each. No TypeScript, whose loader would count.

const [first, then] = process.argv.slice(2).map((list) => list.split(',').filter((name) => name !== ''));
const started = performance.now();
for (const module of first) await import(module);
const imported = { milliseconds: performance.now() - started, bytes: process.memoryUsage().rss };
await Promise.all(then.map((module) => import(module)));
const ready = { milliseconds: performance.now() - started, bytes: process.memoryUsage().rss };
console.log(JSON.stringify({ imported, ready }));
