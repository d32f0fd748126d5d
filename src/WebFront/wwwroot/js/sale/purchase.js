// Buys: the request keeps one key and is repeated until the answer is definite.
import { call } from '../api.js';
import { Retrier, idle } from '../retrier.js';
import { change, model } from './model.js';
import { beginPending, endPending, pendingFor } from './pending.js';

let current = null;

/** Starts a purchase, or resumes the one whose outcome is unknown. */
export async function buy(session, saleId, quantity, { onHeld, onRefused }) {
  if (current) return;
  const pending = pendingFor(session.customerId, saleId) ?? beginPending(session.customerId, saleId, quantity);
  const retrier = (current = new Retrier(progress => change({ purchase: { ...progress, saleId } })));
  change({ outcome: null });
  try {
    const answer = await retrier.untilDefinite(signal => place(session, pending, signal));
    if (answer === null) return;
    endPending(pending);
    onHeld(pending, answer);
  } catch (error) {
    // A refused token decides nothing about this key: the request resumes after the next login.
    if (error.slug !== 'unauthenticated') endPending(pending);
    onRefused(pending, error);
  } finally {
    current = null;
    change({ purchase: retrier.stopped ? { phase: 'unsure', saleId } : idle });
  }
}

/** Stops waiting. The key stays: the next press repeats the same purchase. */
export function stopWaiting() {
  current?.stop();
}

async function place(session, pending, signal) {
  const { data, headers } = await call('POST', `/api/flash-sales/${encodeURIComponent(pending.saleId)}/orders`, {
    token: session.token,
    key: pending.key,
    body: { quantity: pending.quantity },
    signal,
  });
  return { ...data, replayed: headers.get('idempotent-replayed') === 'true' };
}

export const isUnsure = saleId => model.session !== null && pendingFor(model.session.customerId, saleId) !== null;
