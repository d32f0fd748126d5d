// The phase of a campaign at a moment of server time, its stock, and the order of a list. Pure: no DOM, no clock.

/** Returns 'closed', 'ended', 'paused', 'before' or 'open'. */
export function phaseOf(sale, now) {
  if (sale.status === 'closed') return 'closed';
  if (now >= Date.parse(sale.endsAt)) return 'ended';
  if (sale.status === 'paused') return 'paused';
  return now < Date.parse(sale.startsAt) ? 'before' : 'open';
}

/** Returns 'some', 'allHeld' (units may return) or 'soldOut' (none will, unless restocked). */
export function stockOf(sale) {
  if (sale.free > 0) return 'some';
  return sale.held > 0 ? 'allHeld' : 'soldOut';
}

/** Sorts open sales first, then the next to open, then paused, then over. */
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
