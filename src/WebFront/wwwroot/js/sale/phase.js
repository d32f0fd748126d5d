// Where a sale stands at a given moment of server time, and whether buying makes sense. Pure: no DOM, no clock.

/** 'closed' | 'ended' | 'paused' | 'before' | 'open' */
export function phaseOf(sale, now) {
  if (sale.status === 'closed') return 'closed';
  if (now >= Date.parse(sale.endsAt)) return 'ended';
  if (sale.status === 'paused') return 'paused';
  return now < Date.parse(sale.startsAt) ? 'before' : 'open';
}

/** 'some' | 'allHeld' (may return) | 'soldOut' (will not, unless restocked) */
export function stockOf(sale) {
  if (sale.free > 0) return 'some';
  return sale.held > 0 ? 'allHeld' : 'soldOut';
}

/** Why the button is off, or null. What may have changed unseen (stock, limit) only counts while live. */
export function blockedBy(sale, now, { live, units }) {
  const phase = phaseOf(sale, now);
  if (phase !== 'open') return phase;
  if (!live) return null;
  if (units >= sale.limitPerCustomer) return 'limit';
  const stock = stockOf(sale);
  return stock === 'some' ? null : stock;
}

/** Open first, then the next to open, then paused, then what is over. */
export function bestOf(sales, now) {
  const order = { open: 0, before: 1, paused: 2, ended: 3, closed: 4 };
  const key = sale => {
    const phase = phaseOf(sale, now);
    const soldOut = phase === 'open' && sale.free === 0 ? 0.5 : 0;
    const time = phase === 'before' ? Date.parse(sale.startsAt) : -Date.parse(sale.startsAt);
    return [order[phase] + soldOut, time];
  };
  return [...sales].sort((a, b) => {
    const [ka, kb] = [key(a), key(b)];
    return ka[0] - kb[0] || ka[1] - kb[1];
  });
}
