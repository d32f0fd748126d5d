import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { again, TriesAtMost } from '@/platform/h5/again';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the script of a page is fetched again after a pause that grows, and given up after the last try', () => {
  const outcomes: string[] = [];
  for (let tries = 1; tries <= TriesAtMost; tries++)
    again(
      new Error('lost'),
      () => outcomes.push(`retry ${tries}`),
      () => outcomes.push('fail'),
      tries,
    );
  expect(outcomes).toEqual(['fail']);
  vi.advanceTimersByTime(499);
  expect(outcomes).toEqual(['fail']);
  vi.advanceTimersByTime(1);
  expect(outcomes).toEqual(['fail', 'retry 1']);
  vi.advanceTimersByTime(500);
  expect(outcomes.at(-1)).toBe('retry 2');
  vi.advanceTimersByTime(60_000);
  expect(outcomes).toHaveLength(TriesAtMost);
});
