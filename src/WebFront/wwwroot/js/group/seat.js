// Takes a seat, as leader or as member. The request keeps one key in the tab until its outcome is definite,
// so a reload resumes it.
import { call } from '../api.js';
import { byId, setData, setText, setVisible } from '../dom.js';
import { newKey } from '../key.js';
import { Retrier, idle, isWorking } from '../retrier.js';
import { text } from '../texts.js';

const SlowMs = 700; // quick answers show no progress line
const placeOf = (customerId, path) => `fuelgrains.seat.${customerId}.${path}`;

export const pendingSeat = (session, path) =>
  session === null ? null : JSON.parse(sessionStorage.getItem(placeOf(session.customerId, path)) ?? 'null');

/** Posts until the answer is definite; null when the customer stopped waiting. */
export async function takeSeat(retrier, session, path, body) {
  const place = placeOf(session.customerId, path);
  const request = pendingSeat(session, path) ?? { key: newKey(), body };
  sessionStorage.setItem(place, JSON.stringify(request));
  try {
    const seat = await retrier.untilDefinite(
      async signal =>
        (await call('POST', path, { token: session.token, key: request.key, body: request.body, signal })).data,
    );
    if (seat === null) return null;
    sessionStorage.removeItem(place);
    return seat;
  } catch (error) {
    // A refused token decides nothing about this key: the request resumes after the next login.
    if (error.slug !== 'unauthenticated') sessionStorage.removeItem(place);
    throw error;
  }
}

/** Runs one request of a page at a time. model.request holds its progress; onError receives a refusal. */
export function requests(model, change, onError) {
  let current = null;
  return {
    stop: () => current?.stop(),
    async start(kind, run) {
      if (isWorking(model.request)) return;
      const retrier = (current = new Retrier(progress => change({ request: { kind, ...progress } })));
      change({ outcome: null });
      try {
        await run(retrier);
      } catch (error) {
        onError(error);
      } finally {
        current = null;
        change({ request: retrier.stopped ? { kind, phase: 'unsure' } : idle });
      }
    },
  };
}

export function renderOutcome({ request, outcome }, awaiting = false) {
  setData(byId('outcome'), 'kind', outcome?.kind ?? '');
  setText(byId('outcome'), outcome?.text ?? '');
  const { phase, attempt, retryAt, startedAt } = request;
  const busy = isWorking(request);
  const waiting = busy && (phase !== 'sending' || performance.now() - startedAt > SlowMs);
  const shown = waiting ? phase : phase === 'unsure' ? 'unsure' : !busy && awaiting ? 'awaiting' : null;
  setVisible(byId('progress'), shown !== null);
  setVisible(byId('stop'), waiting);
  if (shown === null) return;
  setData(byId('progress'), 'phase', shown);
  const seconds = Math.max(1, Math.ceil(((retryAt ?? 0) - performance.now()) / 1000));
  setText(byId('progress-text'), text(`group.progress.${shown}`, { n: attempt, s: seconds }));
}
