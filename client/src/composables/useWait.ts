import { onUnmounted, ref, type Ref } from 'vue';
import { clock } from '@/app/client';
import { Wait, type WaitPhase, type WaitWork } from '@/core/wait';

export interface Waiting<T> {
  readonly phase: Ref<WaitPhase>;
  readonly data: Ref<T | null>;
  readonly error: Ref<unknown>;
  begin(work: WaitWork<T>): Promise<void>;
  giveUp(): Promise<void>;
}

/** Every wait of a page: a skeleton at once, progress after a second, a way out after three. Giving up aborts, and asks by key. */
export function useWait<T>(): Waiting<T> {
  const phase = ref<WaitPhase>('idle');
  const data = ref(null) as Ref<T | null>;
  const error = ref<unknown>(null);
  const wait = new Wait<T>(clock, (next, result) => {
    phase.value = next;
    if (result.data !== undefined) data.value = result.data;
    error.value = result.error ?? null;
  });
  onUnmounted(() => wait.end());
  return { phase, data, error, begin: work => wait.begin(work), giveUp: () => wait.giveUp() };
}
