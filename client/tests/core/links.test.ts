import { describe, expect, test } from 'vitest';
import { expand, shorten } from '@/core/links/guid';
import { parseQuery } from '@/core/links/query';
import { LongestScene, ofLink, ofScene, sceneOf, targetOf, type Target } from '@/core/links/target';

const id = '01931b7c-4e2a-7f00-8a11-0123456789ab';
const code = 'K7M2P9QRST';

const targets: Target[] = [
  { page: 'pump', stationId: id, pump: 9_999 },
  { page: 'station', stationId: id },
  { page: 'sale', saleId: id },
  { page: 'group', groupId: id },
  { page: 'order', orderId: id },
  { page: 'voucher', voucherId: id },
  { page: 'team', team: code, from: 12 },
  { page: 'team', team: code, from: null },
];

describe('a scene', () => {
  test.each(targets)('of $page fits into 32 characters that WeChat takes, and leads back', target => {
    const scene = sceneOf(target) ?? '';
    expect(scene.length).toBeLessThanOrEqual(LongestScene);
    expect(scene).toMatch(/^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]+$/);
    expect(ofScene(scene)).toEqual(target);
    expect(targetOf({ scene: encodeURIComponent(scene) })).toEqual(target);
  });

  test.each([
    '',
    'x',
    'p',
    'pAAAA.1',
    `p${shorten(id)}`,
    `p${shorten(id)}.0`,
    `p${shorten(id)}.10000`,
    `q${shorten(id)}`,
    't',
    't<script>',
  ])('"%s" leads nowhere', scene => expect(ofScene(scene)).toBeNull());
});

describe('a plain link', () => {
  test.each<[string, Target]>([
    [`https://fuel.example/drive/${id}/3`, { page: 'pump', stationId: id, pump: 3 }],
    [`https://fuel.example/drive/${id}`, { page: 'station', stationId: id }],
    ['https://fuel.example/drive', { page: 'stations' }],
    [`https://fuel.example/drive?order=${id}`, { page: 'order', orderId: id }],
    [`https://fuel.example/group?code=${code}&from=2`, { page: 'team', team: code, from: 2 }],
    [`https://fuel.example/group?code=${code}&from=x`, { page: 'team', team: code, from: null }],
    [`https://fuel.example/group/${id}`, { page: 'group', groupId: id }],
    [`https://fuel.example/team/${id}`, { page: 'team', team: id, from: null }],
    [`https://fuel.example/?sale=${id}`, { page: 'sale', saleId: id }],
    ['https://fuel.example', { page: 'sales' }],
    [`https://fuel.example/orders/${id}`, { page: 'order', orderId: id }],
    ['https://fuel.example/vouchers', { page: 'vouchers' }],
    ['https://fuel.example/groups', { page: 'groups' }],
  ])('%s is understood, encoded as WeChat does it', (link, target) => {
    expect(ofLink(link)).toEqual(target);
    expect(targetOf({ q: encodeURIComponent(link) })).toEqual(target);
    expect(targetOf({ q: encodeURIComponent(encodeURIComponent(link)) })).toEqual(target);
  });

  test.each([
    'javascript:alert(1)',
    '',
    '%E0%A4%A',
    `https://fuel.example/drive/${id}/0`,
    `https://fuel.example/drive/${id}/-1`,
    'https://fuel.example/drive/1/1',
    'https://fuel.example/orders/../../etc',
    'https://fuel.example/drive?order=1',
    'https://fuel.example/staff',
    'https://fuel.example/group?code=',
  ])('"%s" leads nowhere', link => expect(targetOf({ q: link })).toBeNull());
});

test('a page without parameters has no target', () => expect(targetOf({})).toBeNull());

test.each([id, '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'])(
  '%s becomes 22 characters and back',
  guid => {
    expect(shorten(guid)).toHaveLength(22);
    expect(expand(shorten(guid) ?? '')).toBe(guid);
  },
);

test('a query of spoilt parts gives what can be read, and the first of each name', () => {
  expect(parseQuery('a=1&a=2&b=%zz&c=%E6%B2%B9&=x&d&__proto__=x')).toMatchObject({ a: '1', c: '油', d: '' });
});
