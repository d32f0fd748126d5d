// Whether somebody sees the app. A hidden one asks nothing and holds no connection.
import { ref } from 'vue';
import { clock, live, serverClock } from './client';

export const isShown = ref(true);

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
