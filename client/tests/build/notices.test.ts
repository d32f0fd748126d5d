// The messages that the server sends through WeChat open pages of the mini-program: each exists, and reads what it is given.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');

interface Pages {
  readonly pages: ReadonlyArray<{ readonly path: string }>;
  readonly subPackages: ReadonlyArray<{ readonly root: string; readonly pages: Pages['pages'] }>;
}

const { pages, subPackages } = JSON.parse(read('../../src/pages.json')) as Pages;
const known = [
  ...pages.map(({ path }) => path),
  ...subPackages.flatMap(({ root, pages: inside }) => inside.map(({ path }) => `${root}/${path}`)),
];
const notices = Object.entries(
  JSON.parse(read('../../../src/Grains/Customers/Notices/notices.zh-CN.json')) as Record<string, { page: string }>,
);

test.each(notices)('%s opens a page that there is, by a parameter that it reads', (_, { page }) => {
  const [path = '', name = ''] = page.split(/[?=]/);
  expect(known).toContain(path);
  expect(read(`../../src/${path}.vue`)).toContain(`options?.['${name}']`);
});
