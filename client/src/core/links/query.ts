/** Decodes a part of an address; null when it is spoilt. */
export function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return null;
  }
}

/** The values of a query, the first of each name. A mini-program has no URLSearchParams. */
export function parseQuery(text: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const pair of text.split('&')) {
    const at = pair.indexOf('=');
    const name = decode(at < 0 ? pair : pair.slice(0, at));
    const value = decode(at < 0 ? '' : pair.slice(at + 1));
    if (name !== null && name !== '' && value !== null && !(name in values)) values[name] = value;
  }
  return values;
}
