import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { words } from '@/texts/text';

const front = fileURLToPath(new URL('../../../src/WebFront', import.meta.url));

/** Problems that only staff, screens and tills meet. A new line here says that no customer ever reads it. */
const OfStaff = new Set(
  `already-decided bill-busy bill-out-of-range difference-settled fulfilled-first more-than-paid name-taken not-enough-free
  not-settled payment-mismatch refunded-recently same-person screen-key settlement-contradicted shipping-over too-many-codes
  unknown-code unknown-product voucher-expired voucher-held voucher-not-here voucher-not-yet voucher-refunded voucher-used
  wrong-settlement wrong-state`.split(/\s+/),
);

/** Matches a problem as the server's code writes it: its slug, then its status. */
const Slug = /\(\s*"([a-z]+(?:-[a-z]+)*)",\s*[45]\d\d\b/g;

test('every problem of the server that a customer meets has its sentence', () => {
  const files = readdirSync(front, { recursive: true, encoding: 'utf8' }).filter(
    file => file.endsWith('.cs') && !/(^|\/)(obj|bin)\//.test(file),
  );
  const slugs = files.flatMap(file =>
    [...readFileSync(`${front}/${file}`, 'utf8').matchAll(Slug)].map(match => match[1] ?? ''),
  );
  expect(slugs.length).toBeGreaterThan(40);
  expect(slugs.filter(slug => !OfStaff.has(slug) && !(slug in words.problems))).toEqual([]);
  expect([...OfStaff].filter(slug => !slugs.includes(slug) || slug in words.problems)).toEqual([]);
});
