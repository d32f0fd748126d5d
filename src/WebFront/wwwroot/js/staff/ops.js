// What role ops looks after: alarms, what could not be delivered, and whether every fen and unit is there.
import { dateTime } from '../format.js';
import { text } from '../texts.js';
import { act } from './act.js';
import { ask, question } from './ask.js';
import { named } from './named.js';
import { recordList } from './records.js';

export function opsLists(onRefused, again) {
  return [alarms(onRefused, again), deadLetters(onRefused, again)];
}

const alarms = (onRefused, again) =>
  recordList(
    {
      name: 'alarms',
      path: '/api/ops/alarms',
      describe: alarm => ({
        title: nameOf(alarm),
        badge: text('desk.alarms.seen', { n: alarm.seen }),
        kind: 'bad',
        lines: [
          alarm.subject,
          alarm.detail,
          text('desk.alarms.times', { first: dateTime(alarm.raisedAt), last: dateTime(alarm.lastAt) }),
        ],
      }),
      actions: [{ name: 'close', run: alarm => void close(alarm, again) }],
    },
    onRefused,
  );

const Books = 'conservation.';

function nameOf(alarm) {
  return alarm.kind.startsWith(Books)
    ? text('desk.alarms.books', { what: named('desk.conservation.kind', alarm.kind.slice(Books.length)) })
    : named('desk.alarms.kind', alarm.kind);
}

async function close(alarm, again) {
  const kind = nameOf(alarm);
  if ((await ask({ ...question('desk.alarms.ask', { kind }), yes: text('desk.alarms.actions.close') })) === null)
    return;
  const done = () => text('desk.alarms.done', { kind });
  await act({ id: alarm.id, path: `/api/ops/alarms/${alarm.id}/close`, repeat: true, done }, again);
}

const deadLetters = (onRefused, again) =>
  recordList(
    {
      name: 'deadLetters',
      path: '/api/ops/dead-letters',
      describe: letter => ({
        title: named('desk.deadLetters.kind', letter.kind),
        badge: text('desk.deadLetters.attempts', { n: letter.attempts }),
        kind: 'bad',
        lines: [
          letter.subject,
          text('desk.deadLetters.times', { created: dateTime(letter.createdAt), died: dateTime(letter.diedAt) }),
        ],
        body: letter.lastError,
      }),
      actions: [{ name: 'replay', run: letter => void replay(letter, again) }],
    },
    onRefused,
  );

async function replay(letter, again) {
  const kind = named('desk.deadLetters.kind', letter.kind);
  if (
    (await ask({ ...question('desk.deadLetters.ask', { kind }), yes: text('desk.deadLetters.actions.replay') })) ===
    null
  )
    return;
  const done = () => text('desk.deadLetters.done', { kind });
  await act({ id: letter.id, path: `/api/ops/dead-letters/${letter.id}/replay`, done }, again);
}
