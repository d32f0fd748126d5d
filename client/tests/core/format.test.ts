import { expect, test } from 'vitest';
import { base64 } from '@/core/format/base64';
import { count, fenOf, litres, meterLitres, mlOf, money, pumpLitres, unitPrice, yuan } from '@/core/format/numbers';
import { dateOf, dateTime, left, minuteOfDay, parts, timeOfDay } from '@/core/format/times';

test('money has cents only where there are some', () => {
  expect([0, 5, 100, 16850, 123456700, -50].map(yuan)).toEqual(['0', '0.05', '1', '168.50', '1,234,567', '-0.50']);
  expect([0, 5, 16850, -50].map(money)).toEqual(['0.00', '0.05', '168.50', '-0.50']);
});

test('litres of a sale have the digits of the dispenser, and a running meter two of them', () => {
  expect([14_044, 14_040, 1_234_005, 0].map(pumpLitres)).toEqual(['14.044', '14.04', '1,234.005', '0.00']);
  expect([14_049, 14_040, 9, 0].map(meterLitres)).toEqual(['14.04', '14.04', '0.00', '0.00']);
  expect([30_000, 12_345, 500].map(litres)).toEqual(['30', '12.345', '0.5']);
});

test('a unit price has two digits, or three where the third counts', () => {
  expect([7_890, 7_895, 8_000].map(unitPrice)).toEqual(['7.89', '7.895', '8.00']);
});

test.each<[string, number]>([
  ['168.5', 16850],
  ['0.5', 50],
  ['200', 20000],
  ['２００', 20000],
  ['12。5', 1250],
  ['5.', 500],
])('the amount "%s" is read', (text, fen) => expect(fenOf(text)).toBe(fen));

test.each(['', '-1', '1.234', 'abc', '1e3', '99999999', '.'])('"%s" is no amount', text => {
  expect(fenOf(text)).toBeNaN();
  expect(mlOf(text)).toBeNaN();
});

test('times are Beijing times, whatever the zone of the phone', () => {
  const at = Date.UTC(2026, 10, 30, 16, 5, 9);
  expect([timeOfDay(at), dateTime(at), dateOf(at)]).toEqual(['00:05:09', '12/1 00:05', '2026/12/1']);
});

test('a countdown counts a begun second whole and never goes below zero', () => {
  expect(parts(90_061_500)).toEqual({ days: 1, hours: '01', minutes: '01', seconds: '02' });
  expect([left(1), left(899_000), left(3_723_000), left(-5)]).toEqual(['00:01', '14:59', '1:02:03', '00:00']);
});

test('counts have separators, and minutes of the day a colon', () => {
  expect([count(0), count(999), count(1000), count(1234567)]).toEqual(['0', '999', '1,000', '1,234,567']);
  expect([minuteOfDay(0), minuteOfDay(510), minuteOfDay(1440)]).toEqual(['00:00', '08:30', '24:00']);
});

test.each(['', 'a', 'ab', 'abc', '<svg xmlns="http://www.w3.org/2000/svg"/>'])(
  'base64 of "%s" is that of everybody',
  ascii => {
    expect(base64(ascii)).toBe(Buffer.from(ascii).toString('base64'));
  },
);
