// The settlement by day, station and campaign, as a table and as a CSV file.
import { call } from '../../api.js';
import { clock } from '../../clock.js';
import { el, keyed, setText, setVisible } from '../../dom.js';
import { count, toInput, yuan } from '../../format.js';
import { problemText, text } from '../../texts.js';
import { StaffLoader } from '../loader.js';
import { change, model } from '../model.js';

const DayMs = 24 * 3600_000;
const ShownDays = 7; // at first: the last week, without today, which has no bill yet
const MilliFenPerFen = 1000;
const ByteOrderMark = '\uFEFF'; // Excel reads UTF-8 only with it, and fetch takes it off
const columns = ['day', 'station', 'campaign', 'payments', 'paid', 'refunds', 'refunded', 'fee', 'net'];
const numbers = new Set(columns.slice(3));

/** A day in Beijing; empty before the first answer of the server, which alone knows what day it is. */
const dayBefore = days => (clock.known ? toInput(clock.now() - days * DayMs).slice(0, 10) : '');

export function settlementPanel(onRefused) {
  const from = dayField('from');
  const to = dayField('to');
  const download = el('button', {
    type: 'button',
    className: 'plain',
    testid: 'settlement-csv',
    text: text('console.settlement.csv'),
    onclick: () => void save(),
  });
  const problem = el('p', { className: 'trouble', role: 'alert', testid: 'settlement-trouble' });
  const empty = el('p', { className: 'muted', text: text('console.settlement.empty') });
  const rows = el('tbody', { testid: 'settlement' });
  const head = el('tr', {}, ...columns.map(name => cell('th', name, text(`console.settlement.columns.${name}`))));
  const table = el('table', {}, el('thead', {}, head), rows);
  const node = el(
    'section',
    { className: 'card panel' },
    el('div', { className: 'panel-head' }, el('h2', { text: text('console.settlement.heading') }), download),
    el('p', { className: 'muted says', text: text('console.settlement.says') }),
    el('div', { className: 'find' }, from.node, to.node),
    problem,
    empty,
    el('div', { className: 'scroll' }, table),
  );
  let lines = null;
  let trouble = '';

  const query = () => `from=${from.input.value}&to=${to.input.value}`;
  const fetchAs = (path, as) => call('GET', `/api/admin/${path}?${query()}`, { token: model.session?.token, as });
  const failed = error => {
    trouble = problemText(error);
    change();
    onRefused(error);
    return false;
  };

  const loader = new StaffLoader(async () => {
    from.input.value ||= dayBefore(ShownDays);
    to.input.value ||= dayBefore(1);
    if (!from.input.value || !to.input.value) return;
    const asked = query();
    const { data } = await fetchAs('settlement', 'json');
    if (query() === asked) [lines, trouble] = [data.lines, ''];
    change();
  }, failed);
  for (const { input } of [from, to]) input.addEventListener('change', () => loader.refresh());

  async function save() {
    try {
      const { data } = await fetchAs('settlement.csv', 'text');
      const url = URL.createObjectURL(new Blob([ByteOrderMark, data.replace(/^\uFEFF/, '')], { type: 'text/csv' }));
      el('a', { href: url, download: `settlement-${from.input.value}-${to.input.value}.csv` }).click();
      URL.revokeObjectURL(url);
    } catch (error) {
      failed(error);
    }
  }

  function render() {
    setText(problem, trouble);
    setVisible(empty, lines !== null && lines.length === 0);
    setVisible(table, lines !== null && lines.length > 0);
    keyed(
      rows,
      (lines ?? []).map((line, index) => ({ ...line, key: `${index}` })),
      line => line.key,
      lineRow,
    );
  }

  return { node, render, refresh: () => loader.refresh(), clear: () => (lines = null) };
}

function dayField(name) {
  const input = el('input', { type: 'date', testid: `settlement-${name}` });
  return { input, node: el('label', {}, el('span', { text: text(`console.settlement.${name}`) }), input) };
}

const cell = (tag, name, words = '') =>
  el(tag, { className: numbers.has(name) ? 'n' : '', testid: `settlement-${name}`, text: words });

function lineRow() {
  const cells = columns.map(name => cell('td', name));
  return {
    node: el('tr', {}, ...cells),
    update: line => wordsOf(line).forEach((words, index) => setText(cells[index], words)),
  };
}

function wordsOf(line) {
  const fee = Math.round(line.feeMilliFen / MilliFenPerFen);
  return [
    line.day,
    line.stationName ?? line.stationId ?? '—',
    line.campaignTitle ?? line.campaignId ?? '—',
    count(line.payments),
    yuan(line.paidFen),
    count(line.refunds),
    yuan(line.refundedFen),
    yuan(fee),
    yuan(line.paidFen - line.refundedFen - fee),
  ];
}
