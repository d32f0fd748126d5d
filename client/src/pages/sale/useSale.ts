import { computed, onUnmounted, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { api, clock, live, random, serverClock, session } from '@/app/client';
import { myOrders } from '@/app/me';
import { useLiveState, useTopic } from '@/composables/useTopic';
import { useLoaded, type Loaded } from '@/composables/useLoaded';
import { useNow } from '@/composables/useNow';
import { usePress, type Pressing } from '@/composables/usePress';
import type { FlashSale, FlashSaleSnapshot } from '@/core/api/types';
import { barredBy, type Barred } from '@/core/orders/barred';
import { unitsIn } from '@/core/orders/myOrders';
import { Returns, orderPath, type PlacedOrder } from '@/core/sales/returns';
import { Rush } from '@/core/sales/rush';
import { blockedBy, type Blocked } from '@/core/sales/sale';

/** A login that lasts so long after the start needs no renewal in the rush. */
const LoginForMs = 15 * 60_000;

export interface SaleView {
  readonly loaded: Loaded<FlashSale>;
  readonly sale: ShallowRef<FlashSale | null>;
  readonly now: Ref<number>;
  readonly pressing: Pressing<PlacedOrder>;
  readonly blocked: ComputedRef<Blocked | null>;
  /** A refusal that bars the customer for a while. */
  readonly barred: ComputedRef<Barred | null>;
}

/** One sale: its numbers, its start, and the button. */
export function useSale(id: string): SaleView {
  const sale = shallowRef<FlashSale | null>(null);
  const rush = shallowRef<Rush | null>(null);
  const armed = ref(false);
  const now = useNow();
  const liveState = useLiveState();
  const returns = new Returns(clock, random, serverClock);
  const pressing = usePress<PlacedOrder>(orderPath(id), returns.rest);

  const put = (next: FlashSale): void => {
    sale.value = next;
    returns.free(next.free);
  };

  const loaded = useLoaded<FlashSale>(
    async cancel => {
      const { data } = await api.call<FlashSaleSnapshot>('GET', `/api/flash-sales/${id}`, { cancel });
      // The live connection is newer than this answer.
      if (sale.value === null || live.current !== 'live') put(data.sale);
      return data.sale;
    },
    () => rush.value?.quiet !== true,
  );
  useTopic<FlashSale>(`sale/${id}`, put);

  watch(
    () => sale.value?.startsAt,
    startsAt => {
      rush.value?.end();
      armed.value = false;
      if (startsAt === undefined) return;
      rush.value = new Rush(clock, serverClock, random, { startsAt });
      // Nobody is asked for a login here: a page without one shows the way.
      const prepare = (): void => {
        if (session.last !== null) void session.need(undefined, LoginForMs).catch(() => undefined);
      };
      rush.value.watch(prepare, () => (armed.value = true));
    },
  );
  onUnmounted(() => rush.value?.end());

  const barred = computed(() => {
    const state = pressing.state.value;
    return state.phase === 'refused' ? barredBy(state.error, now.value) : null;
  });

  const blocked = computed((): Blocked | null => {
    const shown = sale.value;
    if (shown === null || Number.isNaN(now.value)) return 'before';
    const why = blockedBy(shown, now.value, {
      live: liveState.value === 'live',
      units: unitsIn(myOrders.value, id),
      barred: barred.value !== null,
    });
    // The start has come, and this client's moment within the spread has not.
    return why === null && !armed.value ? 'before' : why;
  });

  return { loaded, sale, now, pressing, blocked, barred };
}
