/** Creates an Idempotency-Key of 128 random bits. crypto.randomUUID is missing on pages opened over plain http. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
