import { defineConfig } from 'vite';
import { weightBudget } from './budget.ts';

export default defineConfig(({ command }) => ({
  // One address for the page, printed by `npm start`: another port would leave that line untrue.
  server: { port: 5000, strictPort: true, host: '127.0.0.1' },
  preview: { port: 5000, strictPort: true, host: '127.0.0.1' },
  define: {
    // What is for a developer's machine alone falls out of every other build.
    'import.meta.env.LOCAL': JSON.stringify(command === 'serve' || process.env.VITE_AUTH_PORT !== undefined),
  },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // Every browser with ES2022 knows modulepreload.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // The SDK changes less than the page: kept apart, it stays in the visitor's cache. What its
          // parts share is a chunk of its own, or signing in would wait for the database to load.
          groups: [
            {
              name: 'firebase',
              test: /node_modules[\\/](@firebase[\\/](app|component|logger|util)|firebase[\\/]app|idb)[\\/]/,
              priority: 1,
            },
            { name: 'auth', test: /@firebase[\\/]auth/ },
            { name: 'firestore', test: /@firebase[\\/](firestore|webchannel-wrapper)/ },
          ],
        },
      },
    },
  },
  plugins: [weightBudget({ totalBytes: 225_000, entryBytes: 15_000 })],
}));
