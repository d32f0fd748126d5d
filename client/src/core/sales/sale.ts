import { instant } from '../time/instant';

/** The fields of a campaign that decide whether it runs. */
export interface Window {
  readonly status: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface Stock {
  readonly free: number;
  readonly held: number;
}

export type Phase = 'before' | 'open' | 'paused' | 'ended' | 'closed';

/** The phase of a campaign at a moment of server time. */
export function phaseOf(campaign: Window, now: number): Phase {
  if (campaign.status === 'closed') return 'closed';
  if (now >= instant(campaign.endsAt)) return 'ended';
  if (campaign.status === 'paused') return 'paused';
  return now < instant(campaign.startsAt) ? 'before' : 'open';
}

/** allHeld: units may return. soldOut: none will, unless the sale is restocked. */
export function stockOf({ free, held }: Stock): 'some' | 'allHeld' | 'soldOut' {
  if (free > 0) return 'some';
  return held > 0 ? 'allHeld' : 'soldOut';
}

export type Blocked = Exclude<Phase, 'open'> | 'barred' | 'limit' | 'allHeld' | 'soldOut';

export interface Press {
  /** Stock and limit count only while live: otherwise they may be old, and the server decides. */
  readonly live: boolean;
  readonly units: number;
  readonly barred: boolean;
}

/** The reason for a disabled button, or null. */
export function blockedBy(
  sale: Window & Stock & { readonly limitPerCustomer: number },
  now: number,
  { live, units, barred }: Press,
): Blocked | null {
  const phase = phaseOf(sale, now);
  if (phase !== 'open') return phase;
  if (barred) return 'barred';
  if (!live) return null;
  if (units >= sale.limitPerCustomer) return 'limit';
  const stock = stockOf(sale);
  return stock === 'some' ? null : stock;
}

const Rank: Readonly<Record<Phase, number>> = { open: 0, before: 1, paused: 2, ended: 3, closed: 4 };

/** Sorts open campaigns first, then the next to open, then paused, then over. */
export function bestOf<T extends Window & { readonly free: number }>(campaigns: readonly T[], now: number): T[] {
  const keys = campaigns.map(campaign => {
    const phase = phaseOf(campaign, now);
    const starts = instant(campaign.startsAt);
    const rank = Rank[phase] + (phase === 'open' && campaign.free === 0 ? 0.5 : 0);
    return { campaign, rank, time: phase === 'before' ? starts : -starts };
  });
  return keys.sort((a, b) => a.rank - b.rank || a.time - b.time).map(({ campaign }) => campaign);
}
