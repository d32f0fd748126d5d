import uni from '@dcloudio/vite-plugin-uni';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const { version } = JSON.parse(readFileSync(resolve(__dirname, 'package.json'), 'utf8')) as { version: string };

export default defineConfig({
  plugins: [uni()],
  define: { __CLIENT_VERSION__: JSON.stringify(version) },
  resolve: { alias: { '@': resolve(__dirname, 'src') } },
  // The oldest engine of the base library that README names.
  build: { target: 'es2018', assetsInlineLimit: 0 },
  css: { preprocessorOptions: { scss: { quietDeps: true } } },
  server: { proxy: { '/api': { target: process.env['FRONT'] ?? 'http://127.0.0.1:5080' } } },
});
