const Form = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970 of a server's time; NaN for anything else. Date.parse of phones differs in what it reads. */
export function instant(text: string | null | undefined): number {
  const match = Form.exec(text ?? '');
  if (!match) return NaN;
  const [, year, month, day, hour, minute, second, fraction = '0', zone = 'Z'] = match;
  const ms = Math.floor(Number(`0.${fraction}`) * 1000);
  const utc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), ms);
  if (zone === 'Z') return utc;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return utc - (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

const Months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const HttpForm = /^\w{3}, (\d\d) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/;

/** Milliseconds since 1970 of an HTTP date (RFC 9110); NaN for anything else. */
export function httpDate(text: string | null | undefined): number {
  const match = HttpForm.exec(text ?? '');
  if (!match) return NaN;
  const [, day, month, year, hour, minute, second] = match;
  const index = Months.indexOf(month ?? '');
  return index < 0 ? NaN : Date.UTC(Number(year), index, Number(day), Number(hour), Number(minute), Number(second));
}
