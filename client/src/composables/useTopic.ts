import { onMounted, onUnmounted, ref, type Ref } from 'vue';
import { clock, live } from '@/app/client';
import type { LiveState } from '@/core/live/live';

const LookEveryMs = 1_000;

/** The state of the live connection. */
export function useLiveState(): Ref<LiveState> {
  const state = ref<LiveState>(live.current);
  onUnmounted(live.onState(next => (state.value = next)));
  return state;
}

/** Follows a topic while the page exists. */
export function useTopic<T>(name: string, onData: (data: T) => void): void {
  onUnmounted(live.follow(name, data => onData(data as T)));
}

/** How old a topic's numbers are, in milliseconds; null when none came yet. */
export function useAge(name: () => string): Ref<number | null> {
  const age = ref<number | null>(null);
  let stop: () => void = () => undefined;
  const look = (): void => {
    age.value = live.age(name());
    stop = clock.after(LookEveryMs, look);
  };
  onMounted(look);
  onUnmounted(() => stop());
  return age;
}
