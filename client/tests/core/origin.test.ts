import { expect, test } from 'vitest';
import { originOf } from '@/core/links/origin';

test.each([
  [1011, 'sticker'],
  [1047, 'sticker'],
  [1007, 'share'],
  [1014, 'notice'],
  [1053, 'search'],
  [1001, 'other'],
  [undefined, 'other'],
] as const)('a start by WeChat scene %s counts as %s', (scene, origin) => {
  expect(originOf(scene)).toBe(origin);
});
