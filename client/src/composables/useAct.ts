import { computed, onUnmounted, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { Cancel, Cancelled } from '@/core/cancel';
import type { Progress } from '@/core/http/retrier';

export type ActState = Progress | { readonly phase: 'idle' | 'unsure' };

export interface Act {
  readonly progress: ShallowRef<ActState>;
  /** True while the request waits for its answer. */
  readonly busy: ComputedRef<boolean>;
  /** What the server refused, or null. */
  readonly trouble: Ref<unknown>;
  /** Does the work unless another is under way; true when it succeeded. */
  act(work: (cancel: Cancel, report: (progress: Progress) => void) => Promise<unknown>): Promise<boolean>;
  /** The customer may do something else, though the work goes on. */
  release(): void;
  stop(): void;
}

/**
 * What buttons ask of the server beside an order: one request at a time, and the customer may stop waiting. Repeating it is harmless.
 * onTrouble: what became of it is shown by what the server says, after a lost race as well as after a lost answer.
 */
export function useAct(onTrouble: () => void = () => undefined): Act {
  const progress = shallowRef<ActState>({ phase: 'idle' });
  const busy = computed(() => progress.value.phase !== 'idle' && progress.value.phase !== 'unsure');
  const trouble = ref<unknown>(null);
  let run: Cancel | null = null;
  const report = (next: Progress): void => {
    progress.value = next;
  };

  const act: Act['act'] = async work => {
    if (run !== null) return false;
    const cancel = (run = new Cancel());
    trouble.value = null;
    try {
      await work(cancel, report);
      progress.value = { phase: 'idle' };
      return true;
    } catch (error) {
      progress.value = { phase: error instanceof Cancelled ? 'unsure' : 'idle' };
      if (!(error instanceof Cancelled)) trouble.value = error;
      onTrouble();
      return false;
    } finally {
      if (run === cancel) run = null;
    }
  };
  const release = (): void => {
    run = null;
    progress.value = { phase: 'idle' };
  };

  onUnmounted(() => run?.cancel());
  return { progress, busy, trouble, act, release, stop: () => run?.cancel() };
}
