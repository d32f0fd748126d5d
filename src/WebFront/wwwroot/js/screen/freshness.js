// The age of the board on the screen, and its label. Pure functions.
const StaleAfterMs = 10_000; // a station sends something at least every four seconds

/** Milliseconds since the server last confirmed the board; null before the first. */
export function ageOf(received, localNow) {
  return received === null ? null : Math.max(0, localNow - received.at + received.ageMs);
}

/** Returns 'connecting', 'live', 'siteOff' (the site is not connected) or 'stale' (the screen is not connected). */
export function freshnessOf({ live, board, age }) {
  if (board === null || age === null) return 'connecting';
  if (live !== 'live' || age > StaleAfterMs) return 'stale';
  return board.connected ? 'live' : 'siteOff';
}
