import uni from '@dcloudio/vite-plugin-uni';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const { version } = JSON.parse(readFileSync(resolve(__dirname, 'package.json'), 'utf8')) as { version: string };

/** uni-app's browser styles fetch shadows of a bar that this client does not have from a foreign host, which the policy forbids. */
const withoutForeignImages: Plugin = {
  name: 'without-foreign-images',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
        file.source = String(file.source).replace(/background-image:\s*url\(\s*['"]?https?:[^)]*\)/g, '');
      }
    },
  },
};

/** uni-app's mini-program runtime fetches an image of a foreign host, whose name it spells in character codes, after each start. */
const withoutForeignPreload: Plugin = {
  name: 'without-foreign-preload',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('uni-mp-weixin/dist/uni.mp.esm.js')) return null;
    const stripped = code.replace('isFunction(wx.preloadAssets)', 'false');
    if (stripped === code) throw new Error('The runtime has changed: look for what it preloads.');
    return { code: stripped, map: null };
  },
};

export default defineConfig({
  plugins: [withoutForeignPreload, uni(), withoutForeignImages],
  define: { __CLIENT_VERSION__: JSON.stringify(version) },
  resolve: { alias: { '@': resolve(__dirname, 'src') } },
  // The oldest engine of the base library that README names.
  build: { target: 'es2018', assetsInlineLimit: 0 },
  css: { preprocessorOptions: { scss: { quietDeps: true } } },
  server: { proxy: { '/api': { target: process.env['FRONT'] ?? 'http://127.0.0.1:5080' } } },
});
