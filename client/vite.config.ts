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

/** uni-app gives a page up whose script is lost once on its way; Vue can fetch it again. */
const withPagesAgain: Plugin = {
  name: 'with-pages-again',
  enforce: 'pre',
  transform(code, id) {
    if (process.env['UNI_PLATFORM'] !== 'h5' || !id.endsWith('/pages-json-js')) return null;
    const patched = code.replace('timeout: async.timeout,', 'timeout: async.timeout, onError: again,');
    if (patched === code) throw new Error('The list of pages has changed: look for how its scripts are loaded.');
    return { code: `import { again } from '@/platform/h5/again';\n${patched}`, map: null };
  },
};

/** The page names the tabs' script, so a browser fetches it beside the others and not after them. */
const withTabs: Plugin = {
  name: 'with-tabs',
  transformIndexHtml: {
    order: 'post',
    handler(_, { bundle = {} }) {
      const tabs = Object.keys(bundle).find(name => /^assets\/tabs[.-].*\.js$/.test(name));
      if (tabs === undefined) throw new Error('The build has no tabs.');
      return [
        { tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/m/${tabs}` }, injectTo: 'head' },
      ];
    },
  },
};

/**
 * The web app comes in few files: each costs a slow line a round trip, and a browser fetches six at a time. Libraries are one, what several
 * pages use is another, and the four tabs, so that a tap on one waits for nothing.
 */
function webChunk(id: string): string | undefined {
  if (id.includes('/node_modules/') || id.startsWith('\0')) return 'libraries';
  const path = id.split(`${__dirname}/src/`)[1];
  if (path === undefined || /^(pages\.json|manifest\.json|main\.ts|App\.vue)/.test(path)) return undefined;
  if (/^pages\/(home|fuel|campaigns|me)\//.test(path)) return 'tabs';
  return path.startsWith('pages/') ? undefined : 'shared';
}

export default defineConfig({
  plugins: [withoutForeignPreload, uni(), withoutForeignImages, withPagesAgain, withTabs],
  define: { __CLIENT_VERSION__: JSON.stringify(version) },
  resolve: { alias: { '@': resolve(__dirname, 'src') } },
  // The oldest engine of the base library that README names.
  build: {
    target: 'es2018',
    assetsInlineLimit: 0,
    rollupOptions: process.env['UNI_PLATFORM'] === 'h5' ? { output: { manualChunks: webChunk } } : {},
  },
  css: { preprocessorOptions: { scss: { quietDeps: true } } },
  server: { proxy: { '/api': { target: process.env['FRONT'] ?? 'http://127.0.0.1:5080' } } },
});
