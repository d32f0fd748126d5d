// Measures what the core adds to the server's time from a press to the state that the page shows: PRODUCT=… node scripts/pressTime.mjs
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
execFileSync(process.execPath, ['scripts/bundle.mjs', 'tests/crowd/pressTime.ts', 'pressTime'], {
  cwd: root,
  stdio: 'inherit',
});
await import('../dist/node/pressTime.mjs');
