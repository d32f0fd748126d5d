// Tells an alarm in the words of staff: what happened, what to do, and the places that it is about.
import { text } from '../../texts.js';
import { named } from '../named.js';
import { readAlarm, sentenceOf } from './alarmReaders.js';

const Says = 'console.alarmSays';

/**
 * Returns { happened, todo, links: { name, words, href } }, or null for a kind without a sentence.
 * nameOf(station): the station's name or null.
 */
export function alarmWords(alarm, nameOf) {
  const says = `${Says}.${sentenceOf(alarm.kind)}`;
  const todo = text(`${says}.todo`);
  if (todo === `${says}.todo`) return null;
  const { values, order, station, view } = readAlarm(alarm, nameOf);
  return {
    happened: isWhole(values) ? text(`${says}.happened`, values) : unread(alarm),
    todo,
    links: [
      ...(order ? [link('order', `orders/${order}`)] : []),
      ...(station ? [link('station', `stations/${station}`)] : []),
      ...(view ? [link('view', view, text(`console.views.${view}`))] : []),
    ],
  };
}

const isWhole = values => Object.values(values).every(value => value !== undefined && value !== null);

/** A detail that reads differently is shown as it is. */
const unread = ({ kind, subject, detail }) =>
  [named('console.alarms.kind', kind), subject, detail].filter(Boolean).join(' · ');

const link = (name, place, view) => ({
  name,
  words: text(`console.alarms.links.${name}`, { view }),
  href: `#${place}`,
});
