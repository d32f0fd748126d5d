// Buying: one key per wish, kept and repeated until the answer is definite.
import { call, isUnknown } from '../api.js';
import { backoff, pause } from '../backoff.js';
import { beginPending, endPending, pendingFor } from './pending.js';
import { change, model } from './model.js';

let current = null;  // { pending, stopped, wake, abort }

/** Starts a purchase, or goes on with the one whose outcome is not known yet. Answers what onAnswer should tell. */
export async function buy(session, saleId, quantity, { onHeld, onRefused }) {
  if (current) return;
  const pending = pendingFor(session.customerId, saleId) ?? beginPending(session.customerId, saleId, quantity);
  const run = current = { stopped: false, wake: () => {}, abort: new AbortController() };
  change({ outcome: null });
  try {
    const answer = await untilDefinite(run, session, pending);
    if (answer === null) return;
    endPending(pending);
    onHeld(pending, answer);
  } catch (error) {
    // Nothing was decided about this key when the token was refused: it goes on after the next login.
    if (error.slug !== 'unauthenticated') endPending(pending);
    onRefused(pending, error);
  } finally {
    current = null;
    change({ purchase: { phase: run.stopped ? 'unsure' : 'idle', saleId } });
  }
}

/** The customer does not want to wait. The key stays: pressing again asks about the same purchase. */
export function stopWaiting() {
  if (!current) return;
  current.stopped = true;
  current.abort.abort();
  current.wake();
}

async function untilDefinite(run, session, pending) {
  const startedAt = performance.now();
  for (let attempt = 1; ; attempt++) {
    const phase = attempt === 1 ? 'sending' : 'confirming';
    change({ purchase: { phase, saleId: pending.saleId, attempt, startedAt } });
    try {
      const { data, headers } = await call('POST', `/api/flash-sales/${encodeURIComponent(pending.saleId)}/orders`, {
        token: session.token,
        key: pending.key,
        body: { quantity: pending.quantity },
        signal: run.abort.signal,
      });
      return { ...data, replayed: headers.get('idempotent-replayed') === 'true' };
    } catch (error) {
      if (!isUnknown(error)) throw error;
      if (run.stopped) return null;
      await waitToRetry(run, pending, attempt, Math.max(error.retryAfterMs ?? 0, backoff(attempt - 1)));
      if (run.stopped) return null;
    }
  }
}

async function waitToRetry(run, pending, attempt, ms) {
  const retryAt = performance.now() + ms;
  change({ purchase: { phase: 'waiting', saleId: pending.saleId, attempt: attempt + 1, retryAt } });
  const { over, wake } = pause(ms);
  run.wake = wake;
  await over;
}

export const isUnsure = saleId =>
  model.session !== null && pendingFor(model.session.customerId, saleId) !== null;
