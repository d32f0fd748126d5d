import { Problem } from '../http/problem';

/** A customer who let orders of a campaign go waits, behind others or until its end. */
export interface Barred {
  readonly why: 'giveWay' | 'letGo';
  readonly until: number;
}

const reasons: Readonly<Record<string, Barred['why']>> = { 'give-way': 'giveWay', 'let-go-limit': 'letGo' };

/** Why, and until when, a refusal bars the customer at a moment of server time; null for any other, and when that time is over. */
export function barredBy(error: unknown, now: number): Barred | null {
  if (!(error instanceof Problem)) return null;
  const why = reasons[error.slug];
  const until = error.time('until');
  return why !== undefined && until !== null && until > now ? { why, until } : null;
}
