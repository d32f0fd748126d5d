// How old what the screen shows is, and what it may call it. Pure.
const StaleAfterMs = 10_000; // a station says something every four seconds at least

/** Milliseconds since the server last vouched for the board; null before the first. */
export function ageOf(received, localNow) {
  return received === null ? null : Math.max(0, localNow - received.at + received.ageMs);
}

/** 'connecting' | 'live' | 'siteOff' (the station's site is not connected) | 'stale' (we are not). */
export function freshnessOf({ live, board, age }) {
  if (board === null || age === null) return 'connecting';
  if (live !== 'live' || age > StaleAfterMs) return 'stale';
  return board.connected ? 'live' : 'siteOff';
}
