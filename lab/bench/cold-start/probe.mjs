// Runs in a fresh process: imports the modules in the first argument, then those in the second, and
// prints milliseconds, processor time and resident bytes after each. JavaScript, since a TypeScript loader
// would count too.

const [first, then] = process.argv.slice(2).map((list) => list.split(',').filter((name) => name !== ''));
const started = performance.now();
const before = process.cpuUsage();
for (const module of first) await import(module);
const imported = load();
await Promise.all(then.map((module) => import(module)));
const ready = load();
console.log(JSON.stringify({ imported, ready }));

function load() {
  const { user, system } = process.cpuUsage(before);
  const milliseconds = performance.now() - started;
  return { milliseconds, processorMs: (user + system) / 1000, bytes: process.memoryUsage().rss };
}
