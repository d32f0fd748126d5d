import { onMounted, onUnmounted, watch } from 'vue';
import { clock, live, random } from '@/app/client';
import { isShown, onTop, visits } from '@/app/visibility';
import type { Cancel } from '@/core/cancel';
import { Loader } from '@/core/http/loader';
import { isUnknown } from '@/core/http/problem';
import { EveryMs, Fallback } from '@/core/live/fallback';
import type { LiveState } from '@/core/live/live';
import { useLiveState } from './useTopic';
import { useWait, type Waiting } from './useWait';

export interface Loaded<T> extends Waiting<T> {
  /** Loads with a skeleton, as for a page that has nothing to show. */
  start(): void;
  /** Fetches again, without a skeleton: what is shown stays. */
  refresh(): void;
}

/** A visit that comes so long after the last answer fetches again: lists have no live topic. */
const FreshForMs = 60_000;

const isAway = (state: LiveState): boolean => state === 'reconnecting' || state === 'offline';

/**
 * A resource of a page: loaded once with a wait that can be given up, and again after news, when the page is on top again, after a lost
 * connection, and now and then while there is none. Only the page on top asks. Without a connection only the fallback asks, also after a
 * lost answer, and a connection that comes and goes makes the page ask no more often.
 */
export function useLoaded<T>(load: (cancel: Cancel) => Promise<T>, mayAsk: () => boolean = () => true): Loaded<T> {
  const wait = useWait<T>();
  const liveState = useLiveState();
  let isOnTop: () => boolean = () => true;
  let isDue = false; // news came while another page was on top
  let isMissed = false; // news may be missed: the connection was away, or an answer is lost
  let isUnanswered = false;
  let askedAt = 0;
  let loadedAt = 0;

  const fetch = async (cancel: Cancel): Promise<T> => {
    askedAt = clock.now();
    isMissed = isAway(live.current);
    isUnanswered = true;
    const data = await load(cancel);
    isUnanswered = false;
    loadedAt = clock.now();
    return data;
  };
  const isAskedLately = (): boolean => clock.now() - askedAt < EveryMs;

  const loader = new Loader(
    clock,
    random,
    async cancel => {
      wait.data.value = await fetch(cancel);
      wait.error.value = null;
      wait.phase.value = 'done';
    },
    error => {
      wait.error.value = error;
      // A definite refusal replaces what is shown; a lost answer only says that it may be old.
      if (!isUnknown(error)) wait.phase.value = 'failed';
      // Without a connection the fallback asks again.
      isMissed = isUnknown(error);
      return isMissed && live.current === 'live' && isOnTop() && mayAsk();
    },
  );

  const isThere = (): boolean =>
    wait.phase.value === 'done' || (wait.phase.value === 'failed' && isUnknown(wait.error.value));

  /** Refreshes unless another page is on top or the moment forbids it; what is left out comes with the next visit. */
  const again = (): void => {
    isDue = !isOnTop() || !mayAsk();
    if (!isDue && isThere()) loader.refresh();
  };

  const fallback = new Fallback(
    clock,
    random,
    () => (live.current !== 'live' || isMissed) && !isAskedLately() && isOnTop() && isThere() && mayAsk(),
    () => loader.refresh(),
  );
  // A first answer that is lost is asked for again, as a later one is: the page may be the only one that asks, beside a live connection.
  const start = async (): Promise<void> => {
    loader.stop();
    await wait.begin({ run: fetch });
    if (wait.phase.value === 'failed' && isUnknown(wait.error.value) && isOnTop() && mayAsk())
      loader.retry(wait.error.value);
  };

  onMounted(() => {
    isOnTop = onTop();
    void start();
    fallback.start();
  });
  watch(isShown, is => (is ? again() : loader.stop()));
  watch(visits, () => {
    if (isDue || isMissed || live.current !== 'live' || clock.now() - loadedAt > FreshForMs) again();
  });
  watch(liveState, state => {
    if (isAway(state)) isMissed = true;
    if (state === 'live' && isMissed && (isUnanswered || !isAskedLately())) again();
  });
  onUnmounted(() => {
    fallback.end();
    loader.stop();
  });
  return { ...wait, start: () => void start(), refresh: again };
}
