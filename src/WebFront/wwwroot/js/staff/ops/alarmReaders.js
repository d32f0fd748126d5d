// Reads the subject and the detail of each kind of alarm: the values of its sentence, and the places that it is about.
import { fenOf, span, yuan } from '../../format.js';
import { text } from '../../texts.js';
import { whyFrozen } from '../money/money.js';
import { keyOfKind, named } from '../named.js';
import { orderOf } from '../orderNumber.js';

const Reconciliation = 'reconciliation.';

/** Returns { values, order, station, view }. A value that cannot be read is undefined; ids are null or missing when there is none. */
export function readAlarm(alarm, nameOf) {
  return readers[sentenceOf(alarm.kind)]?.({ ...alarm, nameOf }) ?? { values: {} };
}

/** The key of a kind's sentence; all discrepancies of the reconciliation share one. */
export const sentenceOf = kind => (kind.startsWith(Reconciliation) ? 'reconciliation' : keyOfKind(kind));

/** The named groups of a pattern; {} when the words do not match. */
const groups = (pattern, words) => pattern.exec(words)?.groups ?? {};

const money = (fen, currency = 'CNY') =>
  fen === undefined ? undefined : currency === 'CNY' ? `¥${yuan(Number(fen))}` : `${yuan(Number(fen))} ${currency}`;
const orderIn = words => groups(/\border\/(?<id>[0-9a-f-]{36})/, words).id;

function pumpOf(key, nameOf) {
  const { station, n } = groups(/^(?<station>[0-9a-f-]{36})\/(?<n>\d+)/, key);
  if (!station) return {};
  return { station, pump: text('console.fuel.place', { station: nameOf(station) ?? station, n }) };
}

function bill({ subject, detail }) {
  const { day, kind } = groups(/^bill\/(?<day>[\d-]+)\/(?<kind>\w+)$/, subject);
  const name = day && text(`console.bills.kind.${kind === 'Trade' ? 'trade' : 'fundFlow'}`, { day });
  return { values: { bill: name, why: detail }, view: 'bills' };
}

function refund({ subject, detail }) {
  const { why } = groups(/^\S+: (?<why>.+)$/s, detail);
  return { values: { refund: subject, why }, order: orderOf(subject), view: 'money' };
}

/** Refunds that wait, as the alarms about WeChat Pay count them. */
function waiting({ detail }) {
  const { n, amount } = groups(/(?<n>\d+) refunds of (?<amount>[\d.]+) yuan wait/, detail);
  return { values: { n, amount: amount && yuan(fenOf(amount)) }, view: 'money' };
}

/** The amounts of a discrepancy that is about money; only the first one of a sentence names its unit. */
function amountsIn(detail) {
  if (!/\bfen\b/.test(detail)) return '';
  const amounts = [...detail.matchAll(/(?<![\w-])\d+(?![\w-]| ml)/g)].map(([fen]) => money(fen));
  return text('console.alarms.amounts', { amounts: amounts.join('、') });
}

const readers = {
  reconciliation({ kind, subject, detail }) {
    const what = named('console.reconciliation.kind', kind.slice(Reconciliation.length));
    const { type, id } = groups(/^(?<type>[a-z-]+)\/(?<id>.+)$/, subject);
    const about = type && text(`console.alarms.about.${keyOfKind(type)}`, { id });
    return {
      values: { what, about, amounts: amountsIn(detail) },
      order: orderIn(subject),
      view: type === 'payment' ? 'money' : null,
    };
  },

  outboxDeadLetter({ subject }) {
    const { letter, about } = groups(/^(?<letter>[^/]+)\/(?<about>.+)$/, subject);
    const order = groups(/^(?<id>[0-9a-f-]{36})$/, about ?? '').id ?? orderOf(about);
    const ofOrder = /^(order|fuel|refund)\./.test(letter ?? '');
    const what = letter && named('console.deadLetters.kind', letter);
    return { values: { what, about }, order: ofOrder ? order : null };
  },

  paymentUnresolved({ subject, detail }) {
    const { n } = groups(/^asked (?<n>\d+) times/, detail);
    return { values: { trade: subject, n }, order: orderOf(subject) };
  },

  paymentPrepayRefused: ({ subject, detail }) => ({ values: { code: subject, trade: detail }, order: orderOf(detail) }),

  paymentNumbersSpent({ detail }) {
    const { trade, amount } = groups(/^(?<trade>\S+), (?<amount>[\d.]+) yuan/, detail);
    return { values: { trade, amount: amount && yuan(fenOf(amount)) }, order: orderOf(trade) };
  },

  paymentFrozen({ subject, detail }) {
    const { trade, why } = groups(/^(?<trade>\S+): (?<why>.+)$/s, detail);
    return { values: { transaction: subject, why: why && whyFrozen(why) }, order: orderOf(trade), view: 'money' };
  },

  paymentContradiction({ subject, detail }) {
    const said = groups(/^(?<trade>\S+) (?<fen>\d+) (?<cur>\S+), now \S+ (?<newFen>\d+) (?<newCur>\S+)$/, detail);
    return {
      values: { transaction: subject, first: money(said.fen, said.cur), then: money(said.newFen, said.newCur) },
      order: orderOf(said.trade),
    };
  },

  paymentStuck({ subject, detail }) {
    const { trade, n } = groups(/^(?<trade>\S+) was tried (?<n>\d+) times/, detail);
    return { values: { transaction: subject, trade, n }, order: orderOf(trade) };
  },

  callbackUnreadable: ({ subject, detail }) => ({ values: { serial: subject, why: detail } }),

  callbackForged({ detail }) {
    const { n, from, why } = groups(/^(?<n>\d+) .* from (?<from>\S*): (?<why>.+)$/s, detail);
    return { values: { n, from, why } };
  },

  billDifferences(alarm) {
    const { n, rows } = groups(/^(?<n>\d+) differences in (?<rows>\d+) rows/, alarm.detail);
    return { values: { bill: bill(alarm).values.bill, n, rows }, view: 'bills' };
  },

  billRefused: bill,
  billMissing: bill,

  billSkipped: ({ subject, detail }) => ({
    values: { from: subject, to: groups(/^days before (?<day>[\d-]+)/, detail).day },
    view: 'bills',
  }),

  refundUnknown({ subject, detail }) {
    const { fen } = groups(/, (?<fen>\d+) fen,/, detail);
    return { values: { refund: subject, amount: money(fen) }, order: orderOf(subject), view: 'bills' };
  },

  refundAbnormal: refund,
  refundRefused: refund,
  refundAccountEmpty: waiting,
  gatewayLimited: waiting,

  gatewayAway: ({ detail }) => ({ values: { calls: groups(/answer: (?<calls>.+?)\. /, detail).calls } }),

  voucherGuessing({ subject, detail, nameOf }) {
    const { n, h, m, s } = groups(/^(?<n>\d+) .* within (?<h>\d+):(?<m>\d+):(?<s>\d+)/, detail);
    const { place, name } = groups(/^(?<place>staff|station)\/(?<name>.+)$/s, subject);
    const station = place === 'station' ? name : null;
    const who = place && text(`console.alarms.${place}`, { name: (station && nameOf(station)) ?? name });
    return { values: { who, n, within: n && span(Number(h) * 3600 + Number(m) * 60 + Number(s)) }, station };
  },

  noticeRejected({ subject, detail }) {
    const { template } = groups(/^Template (?<template>[^:]+):/, detail);
    const event = text(`common.noticeEvents.${subject}`);
    return { values: { notice: event.startsWith('common.') ? subject : event, template } };
  },

  fuelBackOffice({ subject, detail, nameOf }) {
    const { pump } = pumpOf(detail, nameOf);
    return { values: { pump }, order: orderIn(subject), view: 'fuel' };
  },

  fuelNotPermitted({ subject, detail, nameOf }) {
    const { pump, station } = pumpOf(subject, nameOf);
    return { values: { pump }, order: orderIn(detail), station };
  },

  shippingUnreported({ detail }) {
    const { n } = groups(/money of (?<n>\d+) orders/, detail);
    return { values: { n }, order: orderIn(detail) };
  },

  wechatCertificates: ({ detail }) => ({ values: { why: groups(/^(?<why>HTTP \d+: .+?)\. /s, detail).why } }),

  wechatLogin({ subject, detail }) {
    const { code } = groups(/answers (?<code>-?\d+)/, detail);
    return { values: { setting: subject || undefined, code } };
  },
};
