// Runs in a fresh process: imports the modules in the first argument, then those in the second, and
// prints milliseconds and resident bytes after each. JavaScript, since a TypeScript loader would count too.

const [first, then] = process.argv.slice(2).map((list) => list.split(',').filter((name) => name !== ''));
const started = performance.now();
for (const module of first) await import(module);
const imported = { milliseconds: performance.now() - started, bytes: process.memoryUsage().rss };
await Promise.all(then.map((module) => import(module)));
const ready = { milliseconds: performance.now() - started, bytes: process.memoryUsage().rss };
console.log(JSON.stringify({ imported, ready }));
