import { shallowRef } from 'vue';

/** The words of the share card of the sale that is shown. */
export const shared = shallowRef<string | null>(null);
