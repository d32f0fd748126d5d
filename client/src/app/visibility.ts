// Whether somebody sees the app. A hidden one asks nothing and holds no connection.
import { ref } from 'vue';
import { clock, live, serverClock } from './client';

export const isShown = ref(true);

/** Counts how often a page came to the top. */
export const visits = ref(0);

/**
 * Each page calls this when it is shown, first or again. In a browser the page that was left is on top until a moment later. The hook is a
 * function of each page's own: Vue ties one function to the first page that hooks it, and drops it with that page.
 */
export function pageShown(): void {
  clock.after(0, () => visits.value++);
}

type Page = { readonly $page?: { readonly id?: number } };

const top = (): unknown => {
  const pages = getCurrentPages() as unknown as readonly Page[];
  const page = pages[pages.length - 1];
  return page?.$page?.id ?? page;
};

/** Remembers the page that is on top now, and tells whether it still is: the pages below stay alive and must not ask for anything. */
export function onTop(): () => boolean {
  const mine = top();
  return () => isShown.value && top() === mine;
}

export function shown(): void {
  isShown.value = true;
  clock.watch(() => {
    serverClock.doubt();
    live.resync();
  });
  serverClock.doubt();
  live.show();
}

export function hidden(): void {
  isShown.value = false;
  clock.unwatch();
  live.hide();
}

/** The network came back, or changed. */
export function watchNetwork(): void {
  uni.onNetworkStatusChange(({ isConnected }) => {
    if (isConnected) live.hurry();
  });
}
