import { readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../src', import.meta.url));

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(name => /\.(vue|ts)$/.test(name))
  .map(name => join(root, name));

/** The names that differ in case alone, within a folder. */
function alike(paths: readonly string[]): string[] {
  const seen = new Map<string, string>();
  return paths.filter(path => {
    const { dir, name } = parse(path);
    const key = `${dir}/${name.toLowerCase()}`;
    const other = seen.get(key);
    seen.set(key, name);
    return other !== undefined && other !== name;
  });
}

test('no two files of a folder differ in case alone: the build would rename one, and its component would come without code', () => {
  expect(alike(['a/Order.vue', 'a/order.ts', 'b/order.ts'])).toEqual(['a/order.ts']);
  expect(files.length).toBeGreaterThan(100);
  expect(alike(files)).toEqual([]);
});

test('each page hooks its visits by a function of its own: a shared one ends with the first page that hooks it', () => {
  const shared = /\bon(?:Show|Hide|Load|Ready|Unload)\(\s*\w+\s*[,)]/;
  expect(shared.test('onShow(pageShown);')).toBe(true);
  const pages = files.filter(file => !file.endsWith('App.vue'));
  expect(pages.filter(file => shared.test(readFileSync(file, 'utf8')))).toEqual([]);
});
