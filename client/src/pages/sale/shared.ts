import { shallowRef } from 'vue';

/** The words of the share card of the sale that is shown. */
export const shared = shallowRef<string | null>(null);

/** The orders that a sale has led to: who comes back from one stays. */
export const led = new Set<string>();
