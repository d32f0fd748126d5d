import { clock } from '../system';

/** About a minute of tries; then uni-app shows its own page, where a tap loads everything again. */
export const TriesAtMost = 10;

const FirstMs = 500;
const MostMs = 8_000;

/** What Vue calls when the script of a page was lost on its way: the script is fetched again after a pause. */
export function again(_: Error, retry: () => void, fail: () => void, tries: number): void {
  if (tries >= TriesAtMost) return fail();
  clock.after(Math.min(MostMs, FirstMs * 2 ** (tries - 1)), retry);
}
