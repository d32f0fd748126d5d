const Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of a text of ASCII characters: a mini-program has no btoa. */
export function base64(ascii: string): string {
  let encoded = '';
  for (let at = 0; at < ascii.length; at += 3) {
    const [a = 0, b = 0, c = 0] = [0, 1, 2].map(i => ascii.charCodeAt(at + i) || 0);
    const bits = (a << 16) | (b << 8) | c;
    const count = Math.min(3, ascii.length - at);
    for (let digit = 0; digit < 4; digit++) {
      encoded += digit <= count ? (Digits[(bits >> (18 - digit * 6)) & 63] ?? '') : '=';
    }
  }
  return encoded;
}
