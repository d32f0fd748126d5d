import { expect, test } from 'vitest';
import { Problem } from '@/core/http/problem';
import { barredBy } from '@/core/orders/barred';
import { iso, Start } from '../fakes/world';

const refusal = (slug: string, until?: string): Problem =>
  new Problem(409, { type: `urn:fuelgrains:problem:${slug}`, until }, 0);

test.each([
  ['give-way', 'giveWay'],
  ['let-go-limit', 'letGo'],
])('%s bars the customer until its time', (slug, why) => {
  const error = refusal(slug, iso(Start + 5_000));
  expect(barredBy(error, Start)).toEqual({ why, until: Start + 5_000 });
  expect(barredBy(error, Start + 5_000)).toBeNull();
});

test('another refusal, one without a time, and no refusal bar nobody', () => {
  expect(barredBy(refusal('sold-out', iso(Start + 5_000)), Start)).toBeNull();
  expect(barredBy(refusal('give-way'), Start)).toBeNull();
  expect(barredBy(new Error('x'), Start)).toBeNull();
  expect(barredBy(null, Start)).toBeNull();
});
