import { defineConfig } from 'vite';
import { pageBudget, weightBudget } from './budget.ts';

export default defineConfig(({ command }) => ({
  // `npm start` prints this address, so another port must not be chosen silently.
  server: { port: 5000, strictPort: true, host: '127.0.0.1' },
  preview: { port: 5000, strictPort: true, host: '127.0.0.1' },
  define: {
    // Removes everything for local development from other builds.
    'import.meta.env.LOCAL': JSON.stringify(command === 'serve' || process.env.VITE_AUTH_PORT !== undefined),
  },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // Every browser with ES2022 supports modulepreload.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // The SDK changes less often than the page, so separate chunks stay cached. The parts they
          // share are a chunk of their own: otherwise sign-in would wait for Firestore to load.
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
  plugins: [weightBudget(pageBudget)],
}));
