import { computed, onMounted, type ComputedRef, type ShallowRef } from 'vue';
import { pressAt } from '@/app/presses';
import type { Press, PressState, Rest } from '@/core/orders/press';

export interface Pressing<T> {
  readonly press: Press<T>;
  readonly state: ShallowRef<PressState<T>>;
  readonly busy: ComputedRef<boolean>;
  /** An earlier press has an unknown outcome: the next one asks for it. */
  readonly unsure: ComputedRef<boolean>;
}

/** A button that orders. An open request of an earlier life of the app is asked for as soon as the page is there. */
export function usePress<T>(path: string, rest?: Rest): Pressing<T> {
  const { press, state } = pressAt<T>(path, rest);
  const busy = computed(() => (state.value, press.busy));
  const unsure = computed(() => state.value.phase === 'unsure' || (!busy.value && press.isOpen));
  onMounted(() => void press.ask());
  return { press, state, busy, unsure };
}
