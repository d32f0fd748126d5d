#!/usr/bin/env bash
# @dcloudio/uni-mp-weixin 3.0.0-5000720260410001: a mini-program built for production loads an image of the framework's maker at each start.
#
# Expected: a mini-program that calls no host calls no host. Its owner enters every host that it uses in WeChat's console, and declares
#           what leaves the phone.
# Seen:     three seconds after each start the runtime calls wx.preloadAssets for an image on cdn1.dcloud.net.cn. Only builds for
#           production do so. The host's name is spelt in character codes, so a search of the sources or of the build for hosts finds
#           nothing, and preloadAssets needs no entry in the list of domains.
# So:       the client's build takes that call out, and fails when the runtime has changed (client/vite.config.ts); `npm run policy`
#           looks for it in the result.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export npm_config_cache="$work/cache" npm_config_update_notifier=false

version=3.0.0-5000720260410001
cat > package.json <<JSON
{
  "private": true,
  "dependencies": {
    "@dcloudio/uni-app": "$version",
    "@dcloudio/uni-components": "$version",
    "@dcloudio/uni-mp-weixin": "$version",
    "@dcloudio/uni-cli-shared": "$version",
    "@dcloudio/vite-plugin-uni": "$version",
    "vite": "5.2.8",
    "vue": "3.4.21"
  }
}
JSON
mkdir -p src/pages
echo "import uni from '@dcloudio/vite-plugin-uni'; export default { plugins: [(uni.default ?? uni)()] };" > vite.config.mjs
echo '{ "mp-weixin": { "appid": "touristappid" } }' > src/manifest.json
echo '{ "pages": [{ "path": "pages/hello" }] }' > src/pages.json
cat > src/main.js <<'JS'
import { createSSRApp } from 'vue';
import App from './App.vue';
export const createApp = () => ({ app: createSSRApp(App) });
JS
echo '<script>export default {};</script>' > src/App.vue
echo '<template><view>hello</view></template>' > src/pages/hello.vue
npm install --ignore-scripts --no-audit --no-fund --silent
npx uni build -p mp-weixin > build.txt 2>&1 || { cat build.txt; exit 1; }

cat > run.cjs <<'JS'
// Starts the built program with a wx that answers nothing, and runs every timer that it sets.
const calls = [];
const timers = [];
const known = ['getSystemInfoSync', 'getAppBaseInfo', 'getWindowInfo', 'getDeviceInfo', 'getStorageSync', 'setStorage', 'canIUse'];
const wx = Object.fromEntries(known.map(name => [name, () => ({})]));
wx.preloadAssets = given => calls.push(...given.data);
Object.assign(globalThis, { wx, App() {}, Page() {}, Component() {}, getApp: () => ({}), setTimeout: run => timers.push(run) });
require('./dist/build/mp-weixin/app.js');
while (timers.length > 0) timers.shift()();
for (const { type, src } of calls) console.log(`preloads: ${type} ${new URL(src).host}`);
JS
node run.cjs > seen
grep -rlF 'cdn1.dcloud.net.cn' dist/build/mp-weixin > named || true
echo "files of the build that name this host: $(wc -l < named)" >> seen

cat > stated <<'TXT'
preloads: image cdn1.dcloud.net.cn
files of the build that name this host: 0
TXT
if diff stated seen; then echo 'as stated'; else echo 'NOT as stated (< stated, > seen)'; exit 1; fi
