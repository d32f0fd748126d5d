import { shallowRef } from 'vue';

/** The share card of the team that is shown: its code and the inviting seat, nothing about a customer. */
export const invitation = shallowRef<{
  readonly title: string;
  readonly code: string;
  readonly seat: number | null;
} | null>(null);
