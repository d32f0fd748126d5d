// The app's buttons that order, as pages see them.
import { shallowRef, type ShallowRef } from 'vue';
import type { Press, PressState, Rest } from '@/core/orders/press';
import { MostPresses, Presses } from '@/core/orders/presses';
import { keyed, live, session } from './client';

const presses = new Presses(keyed);
const states = new Map<string, ShallowRef<PressState<unknown>>>();

export interface PressButton<T> {
  readonly press: Press<T>;
  readonly state: ShallowRef<PressState<T>>;
}

/** The button that posts to an address: one for all pages that show it. */
export function pressAt<T>(path: string, rest?: Rest): PressButton<T> {
  let state = states.get(path) as ShallowRef<PressState<T>> | undefined;
  const press = presses.at<T>(path, rest, next => {
    if (state !== undefined) state.value = next;
  });
  if (state === undefined) {
    state = shallowRef<PressState<T>>(press.state);
    states.set(path, state as ShallowRef<PressState<unknown>>);
    const [oldest] = states.keys();
    if (states.size > MostPresses && oldest !== undefined) states.delete(oldest);
  }
  return { press, state };
}

/** Begins with the app: asks for what an earlier life of it left open, and again after a login and when the line is back. */
export function resumePresses(): void {
  presses.resume();
  session.onChange(login => login !== null && presses.resume());
  live.onState(state => state === 'live' && presses.resume());
}
