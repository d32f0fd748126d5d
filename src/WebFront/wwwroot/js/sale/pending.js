// Purchases with an unknown outcome, kept until a definite answer: a reload resumes them with the same key.
import { newKey } from '../key.js';

const place = (customerId, saleId) => `fuelgrains.pending.${customerId}.${saleId}`;

export function pendingFor(customerId, saleId) {
  return JSON.parse(sessionStorage.getItem(place(customerId, saleId)) ?? 'null');
}

export function pendingOf(customerId) {
  const prefix = place(customerId, '');
  const name = Object.keys(sessionStorage).find(key => key.startsWith(prefix));
  return name ? JSON.parse(sessionStorage.getItem(name)) : null;
}

export function beginPending(customerId, saleId, quantity) {
  const pending = { customerId, saleId, quantity, key: newKey() };
  sessionStorage.setItem(place(customerId, saleId), JSON.stringify(pending));
  return pending;
}

export function endPending({ customerId, saleId }) {
  sessionStorage.removeItem(place(customerId, saleId));
}
