// The state of the redemption page.
import { observed } from '../observed.js';
import { idle } from '../retrier.js';

export const station = decodeURIComponent(location.pathname.split('/')[2] ?? '');

export const redemptionsPath = `/api/stations/${encodeURIComponent(station)}/redemptions`;

export const { model, onRender, change } = observed({
  session: null, // { name, roles, token, expiresAt }
  name: null, // of this station
  choice: null, // { stations, total }: those at which this employee redeems, as far as the search finds them
  today: null, // redemptions of today, the latest first
  failing: false, // the last try to fetch them failed
  request: idle, // progress of the current redemption request
  result: null, // { kind: 'good'|'bad'|'wait', word, what, more }
  message: null,
});
