// Fails when the built web app would break the front's content security policy (everything from this host, nothing inline, no eval), or
// when the mini-program would load something of a foreign host.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const h5 = fileURLToPath(new URL('../dist/build/h5', import.meta.url));
const broken = [];

const page = readFileSync(join(h5, 'index.html'), 'utf8');
if (/<script(?![^>]*\bsrc=)/.test(page)) broken.push('index.html: a script without an address');
if (/<style|\sstyle=|\son\w+=/.test(page)) broken.push('index.html: an inline style or handler');

for (const name of readdirSync(join(h5, 'assets'))) {
  const text = readFileSync(join(h5, 'assets', name), 'utf8');
  if (name.endsWith('.css')) {
    const foreign = [...text.matchAll(/(?:url\(|@import)\s*['"]?(?!data:image)((?:https?:)?\/\/[^)'"]+)/g)].map(
      match => match[1],
    );
    if (foreign.length > 0) broken.push(`${name}: ${foreign.join(', ')}`);
    if (/url\(\s*['"]?data:(?:font|application)/.test(text)) broken.push(`${name}: a font as data`);
  }
  if (name.endsWith('.js') && /\beval\(|new Function\(/.test(text)) broken.push(`${name}: eval`);
}

const weixin = fileURLToPath(new URL('../dist/build/mp-weixin', import.meta.url));
if (/preloadAssets|shadow-grey/.test(readFileSync(join(weixin, 'common/vendor.js'), 'utf8')))
  broken.push('mp-weixin: a foreign host is loaded from');

for (const line of broken) console.error(line);
console.log(broken.length === 0 ? 'ok  both programs load from the front alone' : 'BROKEN');
process.exit(broken.length === 0 ? 0 : 1);
