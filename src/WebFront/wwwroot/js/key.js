/** An Idempotency-Key: 128 random bits. Not crypto.randomUUID: that is missing where a phone opens the page by plain http. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
