import { describe, expect, test } from 'vitest';
import { check, isRunningAt, tankOf, usable, type Wanted } from '@/core/fuel';

const wanted = (more: Partial<Wanted>): Wanted => ({
  preset: 'amount',
  input: '200',
  grade: '95',
  voucherIds: [],
  tankLitres: 60,
  priceMilli: 7_890,
  ...more,
});

describe('what a driver wants before fuelling', () => {
  test.each<[string, Partial<Wanted>, object]>([
    ['200 yuan', {}, { body: { amountFen: 20000, grade: '95', voucherIds: [] } }],
    ['half a yuan is too little, not over the tank', { input: '0.5' }, { wrong: 'tooLittle' }],
    ['0.05 litres are too little', { preset: 'litres', input: '0.05' }, { wrong: 'tooLittleMl' }],
    ['600 yuan are more than 60 litres', { input: '600' }, { wrong: 'tooMuch' }],
    ['61 litres are more than the tank holds', { preset: 'litres', input: '61' }, { wrong: 'tooMuch' }],
    ['60 litres fit', { preset: 'litres', input: '60' }, { body: { volumeMl: 60_000, grade: '95', voucherIds: [] } }],
    [
      '200 litres fit an unknown tank',
      { preset: 'litres', input: '200', tankLitres: null },
      { body: { volumeMl: 200_000, grade: '95', voucherIds: [] } },
    ],
    [
      'a full tank needs no number',
      { preset: 'full', input: '' },
      { body: { full: true, grade: '95', voucherIds: [] } },
    ],
    ['nothing is nothing', { input: '' }, { wrong: 'wrong' }],
    ['zero is nothing', { input: '0' }, { wrong: 'wrong' }],
    ['words are no number', { input: '加满' }, { wrong: 'wrong' }],
    ['without a grade nothing is ordered: none is chosen for the driver', { grade: null }, { wrong: 'gradeNeeded' }],
    [
      'without a price the server judges the tank',
      { input: '9000', priceMilli: null },
      { body: { amountFen: 900000, grade: '95', voucherIds: [] } },
    ],
  ])('%s', (_, more, result) => expect(check(wanted(more))).toEqual(result));
});

test('a tank has 5 to 400 litres, or is not known', () => {
  expect([' 55 ', '5', '400', ''].map(tankOf)).toEqual([55, 5, 400, null]);
  for (const text of ['4', '401', '5.5', '-5', 'x']) expect(tankOf(text)).toBeNaN();
});

test('only vouchers that count here are offered', () => {
  const vouchers = [
    { id: 1, kind: 'litres', grade: '95', stations: [] },
    { id: 2, kind: 'litres', grade: '92', stations: [] },
    { id: 3, kind: 'yuan', grade: '', stations: ['here'] },
    { id: 4, kind: 'yuan', grade: '', stations: ['elsewhere'] },
    { id: 5, kind: 'service', grade: '', stations: [] },
  ];
  expect(usable(vouchers, 'here', '95').map(({ id }) => id)).toEqual([1, 3]);
});

test('a pump knows the orders that run at it', () => {
  const order = (status: string, stationId = 'here', pump = 1, phase = 'fuelling') => ({
    status,
    fuel: { stationId, pump, phase },
  });
  const runs = (listed: Parameters<typeof isRunningAt>[0]) => isRunningAt(listed, 'here', 1);
  expect(['pendingPayment', 'closing', 'paid'].every(status => runs(order(status)))).toBe(true);
  expect(['fulfilled', 'cancelled', 'refunding', 'refunded'].some(status => runs(order(status)))).toBe(false);
  expect(runs(order('paid', 'elsewhere'))).toBe(false);
  expect(runs(order('paid', 'here', 2))).toBe(false);
  expect(runs(order('paid', 'here', 1, 'backOffice'))).toBe(false);
  expect(runs({ status: 'paid', fuel: null })).toBe(false);
});
