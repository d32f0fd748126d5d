import { ref, type Ref } from 'vue';
import { problemText } from '@/texts/text';

export interface Attempt {
  /** True while the work runs. */
  readonly busy: Ref<boolean>;
  /** What went wrong, in words; empty when nothing did. */
  readonly trouble: Ref<string>;
  /** Does the work; true when it succeeded. */
  attempt(work: () => Promise<unknown>): Promise<boolean>;
}

/** What a small form sends. Sending it twice is harmless, so a lost answer needs no key. */
export function useAttempt(): Attempt {
  const busy = ref(false);
  const trouble = ref('');

  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    busy.value = true;
    trouble.value = '';
    try {
      await work();
      return true;
    } catch (error) {
      trouble.value = problemText(error);
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, trouble, attempt };
}
