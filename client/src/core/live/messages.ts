/** The state that a subscriber starts from. */
export interface Snapshot {
  readonly topic: string;
  readonly epoch: number;
  readonly rev: number;
  readonly serverTime: string;
  readonly data: unknown;
}

/** Full values as of revision `to`. `from` is what this connection was sent before. */
export interface Update {
  readonly topic: string;
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
  readonly serverTime: string;
  readonly data: unknown;
}

export interface Position {
  readonly epoch: number;
  readonly rev: number;
}

/**
 * Decides on an update. ignore: an older epoch, or a revision that is already known. resync: a newer epoch, or a gap before the
 * update, so only a snapshot helps.
 */
export function classify(known: Position, update: Update): 'apply' | 'ignore' | 'resync' {
  if (update.epoch < known.epoch) return 'ignore';
  if (update.epoch === known.epoch && update.to <= known.rev) return 'ignore';
  if (update.epoch > known.epoch || update.from !== known.rev) return 'resync';
  return 'apply';
}
