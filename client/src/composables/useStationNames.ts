import { computed, shallowReactive, watch, type ComputedRef } from 'vue';
import { api } from '@/app/client';
import type { Station } from '@/core/api/types';

/** Stations that a list names; further ones are counted. */
const MostNamed = 3;
const MostKept = 500;

const known = shallowReactive(new Map<string, string>());
const asked = new Set<string>();

async function ask(id: string): Promise<void> {
  if (known.has(id) || asked.has(id)) return;
  asked.add(id);
  try {
    const { data } = await api.call<Station>('GET', `/api/stations/${encodeURIComponent(id)}`);
    if (known.size >= MostKept) known.clear();
    known.set(id, data.name);
  } catch {
    // The number of stations is shown instead, and the next list asks again.
  } finally {
    asked.delete(id);
  }
}

/** The names of the first stations of a list, as they become known. Each is read once. */
export function useStationNames(ids: () => readonly string[]): ComputedRef<readonly string[]> {
  const named = computed(() => ids().slice(0, MostNamed));
  watch(named, wanted => wanted.forEach(id => void ask(id)), { immediate: true });
  return computed(() => named.value.flatMap(id => known.get(id) ?? []));
}
