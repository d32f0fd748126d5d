/** Creates an Idempotency-Key of 128 random bits. crypto.randomUUID is missing on pages opened over plain http. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}

const place = 'fuelgrains.keys';
const MostKept = 50; // forms without a definite answer; more than anybody has open, so only the oldest are forgotten
const KeptForMs = 24 * 3600_000; // after a day nobody means the same request any more

/**
 * The Idempotency-Key of a form with this content, the same one until forgetKey: for a double click, after a reload or the back button,
 * and in every tab of this browser. The content is a text that has everything the request does.
 */
export function keyOf(content) {
  const kept = readKeys();
  const known = kept.find(entry => entry.content === content);
  if (known) return known.key;
  const entry = { content, key: newKey(), at: Date.now() };
  writeKeys([...kept, entry]);
  return entry.key;
}

/** The request got a definite answer: the same content is a new request from now on. */
export function forgetKey(content) {
  writeKeys(readKeys().filter(entry => entry.content !== content));
}

function readKeys() {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? '[]');
    return kept.filter(({ at }) => at > Date.now() - KeptForMs);
  } catch {
    return []; // not readable: a new key is safe, because the server asks before it refunds again
  }
}

function writeKeys(kept) {
  try {
    localStorage.setItem(place, JSON.stringify(kept.slice(-MostKept)));
  } catch {
    // The browser keeps nothing: the key lives as long as the request.
  }
}
