import { onUnmounted, ref, watch, type Ref } from 'vue';
import { api, clock } from '@/app/client';
import { whereAmI, type Place } from '@/app/place';
import type { StationList } from '@/core/api/types';
import { useLoaded, type Loaded } from './useLoaded';

const Listed = 50;
const TypingMs = 300; // a pause in typing

export interface Stations {
  readonly loaded: Loaded<StationList>;
  readonly noPlace: Ref<boolean>;
  readonly busy: Ref<boolean>;
  /** Asks for the place, which the list does not need. */
  nearest(): Promise<void>;
}

/** Stations by city and name, by words, or by distance. */
export function useStations(find: Ref<string>): Stations {
  const place = ref<Place | null>(null);
  const noPlace = ref(false);
  const busy = ref(false);
  const loaded = useLoaded<StationList>(async cancel => {
    const words = find.value.trim();
    const query = [`limit=${Listed}`];
    if (words !== '') query.push(`find=${encodeURIComponent(words)}`);
    if (place.value !== null) query.push(`latitude=${place.value.latitude}`, `longitude=${place.value.longitude}`);
    return (await api.call<StationList>('GET', `/api/stations?${query.join('&')}`, { cancel })).data;
  });

  let stop: () => void = () => undefined;
  watch(find, () => {
    stop();
    stop = clock.after(TypingMs, loaded.refresh);
  });
  onUnmounted(() => stop());

  async function nearest(): Promise<void> {
    busy.value = true;
    place.value = await whereAmI();
    noPlace.value = place.value === null;
    busy.value = false;
    loaded.refresh();
  }

  return { loaded, noPlace, busy, nearest };
}
