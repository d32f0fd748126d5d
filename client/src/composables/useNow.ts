import { onMounted, onUnmounted, ref, type Ref } from 'vue';
import { clock, serverClock } from '@/app/client';
import { isShown } from '@/app/visibility';

const TickMs = 200; // the largest lag of a countdown

/** The server's time, while the page exists; NaN before it is known. */
export function useNow(): Ref<number> {
  const now = ref(serverClock.now());
  let stop: () => void = () => undefined;
  const tick = (): void => {
    if (isShown.value) now.value = serverClock.now();
    stop = clock.after(TickMs, tick);
  };
  onMounted(tick);
  onUnmounted(() => stop());
  return now;
}
