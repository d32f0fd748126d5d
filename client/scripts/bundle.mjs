// Bundles a TypeScript file and the core for Node: node scripts/bundle.mjs ENTRY NAME writes dist/node/NAME.mjs. Packages stay outside.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const [entry, name] = process.argv.slice(2);
if (!entry || !name) throw new Error('node scripts/bundle.mjs ENTRY NAME');
await build({
  root,
  configFile: false,
  logLevel: 'error',
  publicDir: false,
  resolve: { alias: { '@': `${root}src` } },
  build: {
    ssr: entry,
    outDir: 'dist/node',
    emptyOutDir: false,
    target: 'node20',
    rollupOptions: { output: { entryFileNames: `${name}.mjs` } },
  },
});
