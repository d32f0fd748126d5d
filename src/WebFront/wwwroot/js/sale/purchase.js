// Buying: one key per wish, kept and repeated until the answer is definite.
import { call } from '../api.js';
import { Wish, idle } from '../definite.js';
import { beginPending, endPending, pendingFor } from './pending.js';
import { change, model } from './model.js';

let current = null;

/** Starts a purchase, or goes on with the one whose outcome is not known yet. Answers what onAnswer should tell. */
export async function buy(session, saleId, quantity, { onHeld, onRefused }) {
  if (current) return;
  const pending = pendingFor(session.customerId, saleId) ?? beginPending(session.customerId, saleId, quantity);
  const wish = (current = new Wish(progress => change({ purchase: { ...progress, saleId } })));
  change({ outcome: null });
  try {
    const answer = await wish.untilDefinite(signal => place(session, pending, signal));
    if (answer === null) return;
    endPending(pending);
    onHeld(pending, answer);
  } catch (error) {
    // Nothing was decided about this key when the token was refused: it goes on after the next login.
    if (error.slug !== 'unauthenticated') endPending(pending);
    onRefused(pending, error);
  } finally {
    current = null;
    change({ purchase: wish.stopped ? { phase: 'unsure', saleId } : idle });
  }
}

/** The customer does not want to wait. The key stays: pressing again asks about the same purchase. */
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
