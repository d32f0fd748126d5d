// The lists of role ops: alarms and dead letters.
import { dateTime } from '../../format.js';
import { text } from '../../texts.js';
import { act } from '../act.js';
import { ask, question } from '../ask.js';
import { named } from '../named.js';
import { recordList } from '../records.js';
import { stationName } from '../stations/names.js';
import { alarmWords } from './alarmWords.js';

export function opsLists(onRefused, onActed) {
  return [alarms(onRefused, onActed), deadLetters(onRefused, onActed)];
}

const alarms = (onRefused, onActed) =>
  recordList(
    {
      name: 'alarms',
      path: '/api/ops/alarms',
      describe: alarm => ({
        title: nameOf(alarm),
        badge: text('console.alarms.seen', { n: alarm.seen }),
        kind: 'bad',
        ...wordsOf(alarm),
      }),
      actions: [{ name: 'close', run: alarm => void close(alarm, onActed) }],
    },
    onRefused,
  );

/** An alarm of an unknown kind shows its own words. */
function wordsOf(alarm) {
  const { subject, detail } = alarm;
  const times = text('console.alarms.times', { first: dateTime(alarm.raisedAt), last: dateTime(alarm.lastAt) });
  const told = alarmWords(alarm, stationName);
  if (told === null) return { lines: [subject, detail, times] };
  const folded = { heading: text('console.alarms.raw'), words: `${alarm.kind}\n${subject}\n${detail}` };
  return { lines: [told.happened, times], todo: told.todo, links: told.links, folded };
}

const ReconciliationKinds = 'reconciliation.';

function nameOf(alarm) {
  return alarm.kind.startsWith(ReconciliationKinds)
    ? text('console.alarms.reconciliation', {
        what: named('console.reconciliation.kind', alarm.kind.slice(ReconciliationKinds.length)),
      })
    : named('console.alarms.kind', alarm.kind);
}

async function close(alarm, onActed) {
  const kind = nameOf(alarm);
  if ((await ask({ ...question('console.alarms.ask', { kind }), yes: text('console.alarms.actions.close') })) === null)
    return;
  const done = () => text('console.alarms.done', { kind });
  await act({ id: alarm.id, path: `/api/ops/alarms/${alarm.id}/close`, repeat: true, done }, onActed);
}

const deadLetters = (onRefused, onActed) =>
  recordList(
    {
      name: 'deadLetters',
      path: '/api/ops/dead-letters',
      describe: letter => ({
        title: named('console.deadLetters.kind', letter.kind),
        badge: text('console.deadLetters.attempts', { n: letter.attempts }),
        kind: 'bad',
        lines: [
          letter.subject,
          text('console.deadLetters.times', { created: dateTime(letter.createdAt), died: dateTime(letter.diedAt) }),
        ],
        body: letter.lastError,
      }),
      actions: [{ name: 'replay', run: letter => void replay(letter, onActed) }],
    },
    onRefused,
  );

async function replay(letter, onActed) {
  const kind = named('console.deadLetters.kind', letter.kind);
  if (
    (await ask({
      ...question('console.deadLetters.ask', { kind }),
      yes: text('console.deadLetters.actions.replay'),
    })) === null
  )
    return;
  const done = () => text('console.deadLetters.done', { kind });
  await act({ id: letter.id, path: `/api/ops/dead-letters/${letter.id}/replay`, done }, onActed);
}
