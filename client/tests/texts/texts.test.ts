import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Problem } from '@/core/http/problem';
import { problemText, text, words } from '@/texts/text';

const src = fileURLToPath(new URL('../../src', import.meta.url));

const files = (folder: string): string[] =>
  readdirSync(folder).flatMap(name => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });

const code = files(src).filter(
  file => /\.(ts|vue)$/.test(file) && !file.includes('/texts/') && !file.endsWith('schema.d.ts'),
);

const keys = code.flatMap(file =>
  [...readFileSync(file, 'utf8').matchAll(/text\(\s*'([a-zA-Z.-]+)'/g)].map(match => [match[1] ?? '', file] as const),
);

test('the code asks for many texts', () => expect(keys.length).toBeGreaterThan(80));

/** What stands there, without the words for other states. */
const at = (key: string): unknown =>
  key.split('.').reduce<unknown>((found, name) => (found as Record<string, unknown> | undefined)?.[name], words);

test.each(keys)('%s is a text', key => expect(typeof at(key)).toBe('string'));

test('every key that is put together of a constant part has texts there', () => {
  const parts = code.flatMap(file =>
    [...readFileSync(file, 'utf8').matchAll(/text\(\s*`([a-zA-Z.]+)\.\$\{/g)].map(match => match[1] ?? ''),
  );
  expect(parts.length).toBeGreaterThan(15);
  for (const part of parts) expect(typeof at(part), part).toBe('object');
});

test.each(code)('%s has no words for customers in it', file => {
  const found = readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => /[\u4e00-\u9fff]/.test(line) && !/^\s*('PingFang|\/\/|\/?\*)/.test(line));
  expect(found).toEqual([]);
});

describe('the sentence for a failure', () => {
  test('is that of its slug', () => {
    const error = new Problem(409, { type: 'urn:fuelgrains:problem:sold-out' }, 0);
    expect(problemText(error)).toBe(words.problems['sold-out']);
  });

  test('of a newer server names the status', () => {
    const error = new Problem(418, { type: 'urn:fuelgrains:problem:from-the-future' }, 0);
    expect(problemText(error)).toContain('418');
  });

  test('that is no failure of ours says so', () => expect(problemText(new Error('x'))).not.toBe(''));
});

test('values replace their places, and a missing one stays visible', () => {
  expect(text('sale.limit', { n: 2 })).toBe('每人 2 件');
  expect(text('sale.limit')).toContain('{n}');
});

test('what WeChat shows on a dialog has at most four characters', () => {
  for (const key of ['order.cancel.yes', 'order.refund.yes', 'team.leave.yes', 'common.no', 'common.yes'])
    expect(text(key).length, key).toBeLessThanOrEqual(4);
});
