// A list of records in the console, fetched periodically while visible: description, details and actions of each.
import { call } from '../api.js';
import { el, keyed, setData, setText, setVisible } from '../dom.js';
import { text } from '../texts.js';
import { StaffLoader } from './loader.js';
import { change, model } from './model.js';

/**
 * name: the test id, and the text key below `console` unless `words` gives another.
 * path: the address to fetch, or () => address (null: nothing to fetch). rowsOf(data): the records of the answer.
 * alarming: the count is red. describe(record): { title, badge, kind, lines, todo, links: { name, words, href }, body,
 * folded: { heading, words } }.
 * actions: { name, danger, when(record), run(record) }.
 */
export function recordList(
  {
    name,
    path,
    words = `console.${name}`,
    rowsOf = data => data.items,
    keyOf = record => record.id,
    describe,
    actions = [],
    alarming = true,
  },
  onRefused,
) {
  const count = el('b', { className: alarming ? 'count' : 'count calm' });
  const stale = el('p', { className: 'stale', text: text('console.stale'), hidden: true });
  const empty = el('p', { className: 'muted', hidden: true });
  const rows = el('ul', { className: 'records', testid: name });
  const node = el(
    'section',
    { className: 'card panel' },
    el('div', { className: 'panel-head' }, el('h2', {}, text(`${words}.heading`), count)),
    el('p', { className: 'muted says', text: text(`${words}.says`) }),
    stale,
    empty,
    rows,
  );
  let records = null;
  let failing = false;

  const loader = new StaffLoader(
    async () => {
      const from = typeof path === 'function' ? path() : path;
      if (from === null) return;
      const { data } = await call('GET', from, { token: model.session?.token });
      // The path changed during the request: its answer is outdated.
      if (typeof path === 'function' && path() !== from) return;
      records = rowsOf(data);
      failing = false;
      change();
    },
    error => {
      failing = true;
      change();
      onRefused(error);
      return false; // the next periodic refresh tries again
    },
  );

  function render() {
    setText(count, records === null || records.length === 0 ? '' : records.length);
    setVisible(stale, failing && records !== null);
    setVisible(empty, records === null || records.length === 0);
    setText(empty, text(records !== null ? `${words}.empty` : failing ? 'console.failed' : 'console.loading'));
    keyed(rows, records ?? [], keyOf, first => recordNode(words, keyOf(first), describe, actions));
  }

  return { node, render, refresh: () => loader.refresh(), clear: () => (records = null) };
}

function recordNode(words, key, describe, actions) {
  const title = el('b', { className: 'title' });
  const badge = el('span', { className: 'badge', testid: 'badge' });
  const lines = el('div', { className: 'lines' });
  const todo = el('p', { className: 'todo', testid: 'todo', hidden: true });
  const links = el('p', { className: 'links' });
  const body = el('pre', { hidden: true });
  const [foldedHeading, foldedWords] = [el('summary'), el('pre')];
  const folded = el('details', { hidden: true }, foldedHeading, foldedWords);
  const buttons = actions.map(action => ({
    action,
    node: el('button', {
      type: 'button',
      className: action.danger ? 'danger' : 'plain',
      testid: action.name,
      text: text(`${words}.actions.${action.name}`),
    }),
  }));
  const node = el(
    'li',
    { className: 'record', testid: 'record' },
    el('div', { className: 'record-head' }, title, badge),
    el('div', { className: 'told' }, lines, todo, links),
    body,
    folded,
    el('div', { className: 'actions' }, ...buttons.map(button => button.node)),
  );
  node.dataset.key = key;
  return {
    node,
    update(record) {
      const shown = describe(record);
      setData(node, 'kind', shown.kind ?? '');
      setText(title, shown.title);
      setText(badge, shown.badge ?? '');
      setVisible(badge, Boolean(shown.badge));
      keyed(
        lines,
        shown.lines.map((words, index) => ({ words, index })),
        line => line.index,
        () => {
          const line = el('p');
          return { node: line, update: ({ words }) => setText(line, words) };
        },
      );
      setText(todo, shown.todo ?? '');
      setVisible(todo, Boolean(shown.todo));
      keyed(links, shown.links ?? [], link => link.href, linkNode);
      setVisible(folded, Boolean(shown.folded));
      setText(foldedHeading, shown.folded?.heading ?? '');
      setText(foldedWords, shown.folded?.words ?? '');
      setText(body, shown.body ?? '');
      setVisible(body, Boolean(shown.body));
      for (const { action, node: button } of buttons) {
        setVisible(button, action.when?.(record) ?? true);
        button.disabled = model.busy.has(key);
        button.onclick = () => action.run(record);
      }
    },
  };
}

function linkNode({ name, href }) {
  const node = el('a', { href, testid: `link-${name}` });
  return { node, update: ({ words }) => setText(node, words) };
}
