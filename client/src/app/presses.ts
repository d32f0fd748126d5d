// Buttons that order outlive their page: a customer may look elsewhere while the answer is on its way.
import { shallowRef, type ShallowRef } from 'vue';
import { Press, type PressState, type Rest } from '@/core/orders/press';
import { keyed, session } from './client';

/** Buttons that are remembered; a button at rest is forgotten first. */
const MostPresses = 20;

export interface PressButton<T> {
  readonly press: Press<T>;
  readonly state: ShallowRef<PressState<T>>;
}

const buttons = new Map<string, PressButton<unknown>>();

/** The button that posts to an address: one for all pages that show it. */
export function pressAt<T>(path: string, rest?: Rest): PressButton<T> {
  const known = buttons.get(path) as PressButton<T> | undefined;
  if (known !== undefined) return known;
  const state = shallowRef<PressState<T>>({ phase: 'idle' });
  const press = new Press<T>(keyed, path, next => (state.value = next), rest);
  const button = { press, state };
  buttons.set(path, button as PressButton<unknown>);
  for (const [at, other] of buttons) {
    if (buttons.size <= MostPresses) break;
    if (!other.press.busy) buttons.delete(at);
  }
  return button;
}

session.onChange(login => {
  if (login === null) return;
  for (const { press } of buttons.values()) if (press.isOpen && !press.busy) void press.ask();
});
