// Fails when a build is larger than the limits. WeChat itself allows 2 MB a package.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const KB = 1024;
const Limits = { main: 800 * KB, package: 400 * KB, whole: 2048 * KB, firstLoad: 200 * KB };

const build = fileURLToPath(new URL('../dist/build', import.meta.url));
const weixin = join(build, 'mp-weixin');
const h5 = join(build, 'h5');
let failed = false;

for (const needed of [weixin, h5]) {
  if (existsSync(needed)) continue;
  console.error(`${needed} is missing: build first.`);
  process.exit(1);
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

function check(name, bytes, limit) {
  const isOver = bytes > limit;
  failed ||= isOver;
  console.log(`${isOver ? 'TOO LARGE' : 'ok'}  ${name}: ${(bytes / KB).toFixed(1)} KB of ${limit / KB} KB`);
}

const sum = list => list.reduce((total, file) => total + statSync(file).size, 0);

const app = JSON.parse(readFileSync(join(weixin, 'app.json'), 'utf8'));
const roots = (app.subPackages ?? app.subpackages ?? []).map(({ root }) => join(weixin, root) + '/');
const all = files(weixin);
check('mp-weixin main', sum(all.filter(file => !roots.some(root => file.startsWith(root)))), Limits.main);
for (const root of roots)
  check(`mp-weixin ${root.slice(weixin.length + 1)}`, sum(all.filter(file => file.startsWith(root))), Limits.package);
check('mp-weixin whole', sum(all), Limits.whole);

// The first load: the page, what it names, and what its scripts import before they run.
const first = new Set();
function load(file) {
  if (first.has(file)) return;
  first.add(file);
  if (!file.endsWith('.js')) return;
  for (const [, path] of readFileSync(file, 'utf8').matchAll(
    /(?:^|[;}\s])(?:import|export)\s*(?:[\w*{}\s,$]+from)?\s*["'](\.[^"']+)["']/g,
  ))
    load(join(file, '..', path));
}
const page = readFileSync(join(h5, 'index.html'), 'utf8');
for (const [, path] of page.matchAll(/(?:src|href)="(?:\/m)?\/([^"]+\.(?:js|css))"/g)) load(join(h5, path));
// The start page and the other tabs are loaded right after.
for (const file of files(join(h5, 'assets'))) if (/\/tabs[^/]*\.(js|css)$/.test(file)) load(file);
first.add(join(h5, 'index.html'));
check(
  `H5 first load (${first.size} files, gzip)`,
  [...first].reduce((total, file) => total + gzipSync(readFileSync(file)).length, 0),
  Limits.firstLoad,
);
process.exit(failed ? 1 : 0);
