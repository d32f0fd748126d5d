import { onMounted, onUnmounted, watch, type Ref, type WatchStopHandle } from 'vue';
import { clock, live, random } from '@/app/client';
import { isShown } from '@/app/visibility';
import type { Cancel } from '@/core/cancel';
import { Loader } from '@/core/http/loader';
import { isUnknown } from '@/core/http/problem';
import { Fallback } from '@/core/live/fallback';
import { useWait, type Waiting } from './useWait';

export interface Loaded<T> extends Waiting<T> {
  /** Loads with a skeleton, as for a page that has nothing to show. */
  start(): void;
  /** Fetches again, without a skeleton: what is shown stays. */
  refresh(): void;
}

/**
 * A resource of a page: loaded once with a wait that can be given up, and again after news, when the page is shown again, and now and
 * then while there is no live connection.
 */
export function useLoaded<T>(load: (cancel: Cancel) => Promise<T>, mayAsk: () => boolean = () => true): Loaded<T> {
  const wait = useWait<T>();
  const loader = new Loader(
    clock,
    random,
    async cancel => {
      wait.data.value = await load(cancel);
      wait.error.value = null;
      wait.phase.value = 'done';
    },
    error => {
      wait.error.value = error;
      // A definite refusal replaces what is shown; a lost answer only says that it may be old.
      if (!isUnknown(error)) wait.phase.value = 'failed';
      return isUnknown(error);
    },
  );
  const isThere = (): boolean =>
    wait.phase.value === 'done' || (wait.phase.value === 'failed' && isUnknown(wait.error.value));
  const fallback = new Fallback(
    clock,
    random,
    () => isShown.value && live.current !== 'live' && isThere() && mayAsk(),
    () => loader.refresh(),
  );
  fallback.start();
  const unwatch: WatchStopHandle = watch(isShown as Ref<boolean>, is => {
    if (!is) loader.stop();
    else if (isThere() && mayAsk()) loader.refresh();
  });
  onUnmounted(() => {
    unwatch();
    fallback.end();
    loader.stop();
  });
  const start = (): void => void wait.begin({ run: load });
  onMounted(start);
  return { ...wait, start, refresh: () => loader.refresh() };
}
