import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// The core needs no uni-app, so its tests run without that plug-in. Test results are written as JUnit when VITEST_JUNIT names a file.
const junit = process.env['VITEST_JUNIT'];
const alias = { '@': fileURLToPath(new URL('./src', import.meta.url)) };

export default defineConfig({
  test: {
    reporters: junit ? ['default', 'junit'] : ['default'],
    outputFile: junit ? { junit } : undefined,
    projects: [
      {
        resolve: { alias },
        server: { hmr: false },
        test: { name: 'unit', include: ['tests/{core,composables,platform,texts,build}/**/*.test.ts'] },
      },
      {
        resolve: { alias },
        server: { hmr: false },
        test: {
          name: 'product',
          include: ['tests/{product,bundle}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        server: { hmr: false },
        test: {
          name: 'crowd',
          include: ['tests/crowd/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve: { alias },
        server: { hmr: false },
        test: { name: 'firefox', include: ['tests/firefox/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 60_000 },
      },
    ],
  },
});
