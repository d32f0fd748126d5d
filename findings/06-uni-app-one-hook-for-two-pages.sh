#!/usr/bin/env bash
# @dcloudio/uni-app 3.0.0-5000720260410001: a function that two pages hook as onShow is no longer called once the first of them is gone.
#
# Expected: onShow(refresh), with a refresh that several pages share, calls it for each page, as onMounted of Vue does: that wraps what it
#           is given anew for each component.
# Seen:     onShow hands the function itself to Vue's injectHook, which keeps its wrapper on the function. The wrapper belongs to the page
#           that hooked it first, and does nothing after that page was left: the others never hear that they are shown. There is no warning.
# So:       each page of the client hooks a function of its own, `onShow(() => pageShown())` (client/src/app/visibility.ts says why).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export npm_config_cache="$work/cache" npm_config_update_notifier=false

# uni-app's builds resolve vue to uni-app's own copy of it.
version=3.0.0-5000720260410001
cat > package.json <<JSON
{
  "private": true,
  "dependencies": { "vue": "npm:@dcloudio/uni-h5-vue@$version", "@dcloudio/uni-app": "$version" }
}
JSON
npm install --ignore-scripts --legacy-peer-deps --no-audit --no-fund --silent

cat > run.cjs <<'JS'
const { createRenderer, getCurrentInstance, h } = require('vue');
const { onShow } = require('@dcloudio/uni-app');

// Draws nowhere: only the life of a page counts here.
const node = () => ({});
const ignore = () => {};
const { createApp } = createRenderer({
  createElement: node, createText: node, createComment: node, parentNode: () => null, nextSibling: () => null,
  insert: ignore, remove: ignore, patchProp: ignore, setText: ignore, setElementText: ignore,
});

/** Opens a page that hooks a function, and shows it as uni-app does: by running its hooks. */
function open(hook) {
  let page;
  const setup = () => {
    page = getCurrentInstance();
    onShow(hook);
    return () => h('p');
  };
  const app = createApp({ setup });
  app.mount({});
  for (const run of page.onShow) run();
  return () => app.unmount();
}

/** Counts the calls of what two pages hook, the second opened after the first was left. hookOf makes a page's hook of the counter. */
function calls(hookOf) {
  let count = 0;
  const counter = () => void count++;
  open(hookOf(counter))();
  open(hookOf(counter));
  return count;
}
console.log('a function of each page\'s own:', calls(counter => () => counter()), 'of 2 calls');
console.log('one function for both pages:', calls(counter => counter), 'of 2 calls');
JS
node run.cjs > seen

cat > stated <<'TXT'
a function of each page's own: 2 of 2 calls
one function for both pages: 1 of 2 calls
TXT
if diff stated seen; then echo 'as stated'; else echo 'NOT as stated (< stated, > seen)'; exit 1; fi
