import type { Random } from '@/core/ports';
import { SteadyClock } from '@/core/time/steadyClock';

export const clock = new SteadyClock(
  () => Date.now(),
  (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
);

/** Bytes of the phone. Keys need to differ, not to be secret: where the phone gives none, Math.random does. */
export const randomFrom = (phone: (count: number) => Promise<ArrayBuffer>): Random => ({
  fraction: () => Math.random(),
  bytes: async count => {
    try {
      return new Uint8Array(await phone(count));
    } catch {
      return Uint8Array.from({ length: count }, () => Math.floor(Math.random() * 256));
    }
  },
});
