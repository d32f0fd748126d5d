// Taking a seat, as leader or as member: one key per wish, kept in the tab until the answer is definite, so that a reload goes on with it.
import { call } from '../api.js';
import { Wish, idle, isWorking } from '../definite.js';
import { byId, mark, put, show } from '../dom.js';
import { newKey } from '../key.js';
import { text } from '../texts.js';

const SlowMs = 700; // a quick answer needs no progress line
const placeOf = (customerId, path) => `fuelgrains.seat.${customerId}.${path}`;

export const pendingSeat = (session, path) =>
  session === null ? null : JSON.parse(sessionStorage.getItem(placeOf(session.customerId, path)) ?? 'null');

/** POSTs to the path until the answer is definite; null when the customer stopped waiting. */
export async function takeSeat(wish, session, path, body) {
  const place = placeOf(session.customerId, path);
  const asked = pendingSeat(session, path) ?? { key: newKey(), body };
  sessionStorage.setItem(place, JSON.stringify(asked));
  try {
    const seat = await wish.untilDefinite(
      async signal =>
        (await call('POST', path, { token: session.token, key: asked.key, body: asked.body, signal })).data,
    );
    if (seat === null) return null;
    sessionStorage.removeItem(place);
    return seat;
  } catch (error) {
    // Nothing was decided about this key when the token was refused: it goes on after the next login.
    if (error.slug !== 'unauthenticated') sessionStorage.removeItem(place);
    throw error;
  }
}

/** One wish of a page at a time: what it is doing is in model.wish, what became of it goes to onError or is run's own. */
export function wishes(model, change, onError) {
  let current = null;
  return {
    stop: () => current?.stop(),
    async ask(kind, run) {
      if (isWorking(model.wish)) return;
      const wish = (current = new Wish(progress => change({ wish: { kind, ...progress } })));
      change({ outcome: null });
      try {
        await run(wish);
      } catch (error) {
        onError(error);
      } finally {
        current = null;
        change({ wish: wish.stopped ? { kind, phase: 'unsure' } : idle });
      }
    },
  };
}

export function renderOutcome({ wish, outcome }, awaiting = false) {
  mark(byId('outcome'), 'kind', outcome?.kind ?? '');
  put(byId('outcome'), outcome?.text ?? '');
  const { phase, attempt, retryAt, startedAt } = wish;
  const busy = isWorking(wish);
  const asking = busy && (phase !== 'sending' || performance.now() - startedAt > SlowMs);
  const shown = asking ? phase : phase === 'unsure' ? 'unsure' : !busy && awaiting ? 'awaiting' : null;
  show(byId('progress'), shown !== null);
  show(byId('stop'), asking);
  if (shown === null) return;
  mark(byId('progress'), 'phase', shown);
  const seconds = Math.max(1, Math.ceil(((retryAt ?? 0) - performance.now()) / 1000));
  put(byId('progress-text'), text(`group.progress.${shown}`, { n: attempt, s: seconds }));
}
