import { describe, expect, test } from 'vitest';
import { merge, MostOrders, unitsIn } from '@/core/orders/myOrders';
import { bestOf, blockedBy, phaseOf } from '@/core/sales/sale';
import { iso, Start } from '../fakes/world';

const sale = (more: object = {}) => ({
  status: 'published',
  startsAt: iso(Start),
  endsAt: iso(Start + 3600_000),
  free: 5,
  held: 0,
  limitPerCustomer: 2,
  ...more,
});

test.each<[string, object, number, string]>([
  ['before its start', {}, -1, 'before'],
  ['from its start on', {}, 0, 'open'],
  ['at its end', {}, 3600_000, 'ended'],
  ['paused', { status: 'paused' }, 10, 'paused'],
  ['paused and over', { status: 'paused' }, 3600_000, 'ended'],
  ['closed', { status: 'closed' }, 10, 'closed'],
])('%s', (_, more, at, phase) => expect(phaseOf(sale(more), Start + at)).toBe(phase));

describe('the button', () => {
  const press = { live: true, units: 0, barred: false };
  test.each<[string, object, object, string | null]>([
    ['is free', {}, {}, null],
    ['waits for units that may return', { free: 0, held: 3 }, {}, 'allHeld'],
    ['knows that everything is sold', { free: 0 }, {}, 'soldOut'],
    ['knows the own limit', {}, { units: 2 }, 'limit'],
    ['bars who let too much go', {}, { barred: true }, 'barred'],
    ['trusts no old stock: the server decides', { free: 0 }, { live: false }, null],
    ['trusts no old limit either', {}, { live: false, units: 9 }, null],
  ])('%s', (_, more, how, blocked) => expect(blockedBy(sale(more), Start, { ...press, ...how })).toBe(blocked));
});

test('what runs comes first, then what starts next, then what is sold out, paused and over', () => {
  const list = [
    sale({ id: 'over', endsAt: iso(Start - 1) }),
    sale({ id: 'later', startsAt: iso(Start + 900_000) }),
    sale({ id: 'soon', startsAt: iso(Start + 60_000) }),
    sale({ id: 'empty', free: 0 }),
    sale({ id: 'paused', status: 'paused' }),
    sale({ id: 'open' }),
  ] as Array<ReturnType<typeof sale> & { id: string }>;
  expect(bestOf(list, Start).map(({ id }) => id)).toEqual(['open', 'empty', 'soon', 'later', 'paused', 'over']);
});

describe('the own orders', () => {
  const order = (id: string, status: string, more: object = {}) => ({
    id,
    saleId: 's',
    status,
    quantity: 1,
    createdAt: iso(Start),
    ...more,
  });

  test('a slow answer does not reset a status', () => {
    const merged = merge([order('a', 'paid')], [order('a', 'pendingPayment')]);
    expect(merged[0]?.status).toBe('paid');
  });

  test('the newest come first, and only so many are remembered', () => {
    const many = Array.from({ length: MostOrders + 10 }, (_, i) =>
      order(`o${i}`, 'paid', { createdAt: iso(Start + i) }),
    );
    const merged = merge([], many);
    expect(merged).toHaveLength(MostOrders);
    expect(merged[0]?.id).toBe(`o${MostOrders + 9}`);
  });

  test('units that were given up do not count against the limit', () => {
    const orders = [
      order('a', 'paid', { quantity: 2 }),
      order('b', 'cancelled'),
      order('c', 'refunded'),
      order('d', 'paid', { saleId: 'x' }),
    ];
    expect(unitsIn(orders, 's')).toBe(2);
  });
});
