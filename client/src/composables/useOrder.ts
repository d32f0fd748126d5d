import { computed, onUnmounted, ref, watch, type ComputedRef, type Ref } from 'vue';
import { clock, customer, leftOrders, retrier } from '@/app/client';
import { onMyNews } from '@/app/me';
import { offerNotices, prepareNotices } from '@/app/notices';
import { takeOutcome, wallet } from '@/app/phone';
import { isShown } from '@/app/visibility';
import { useAct, type Act } from './useAct';
import { useLoaded, type Loaded } from './useLoaded';
import type { Cancel } from '@/core/cancel';
import { Paying, type PayPhase } from '@/core/orders/paying';

/** The wallet's outcome before this start, told to the first order that is shown. */
let landed = takeOutcome();

interface Payable {
  readonly id: string;
  readonly status: string;
  readonly payBy: string;
}

export interface OrderView<T> extends Pick<Act, 'progress' | 'busy' | 'trouble' | 'stop'> {
  readonly loaded: Loaded<T>;
  readonly order: ComputedRef<T | null>;
  readonly payPhase: Ref<PayPhase>;
  /** What was asked for last. */
  readonly asked: Ref<'pay' | 'cancel'>;
  pay(): Promise<void>;
  cancel(): Promise<void>;
  /** The customer says that nothing was paid. */
  disown(): void;
}

/** What the buttons of any order need. */
export type PayView = Pick<
  OrderView<never>,
  'payPhase' | 'progress' | 'busy' | 'asked' | 'trouble' | 'pay' | 'stop' | 'disown'
>;

/** One order: its state, its payment, and giving it up. */
export function useOrder<T extends Payable>(id: string, load: (cancel: Cancel) => Promise<T>): OrderView<T> {
  const loaded = useLoaded<T>(load);
  const order = computed(() => loaded.data.value);
  const payPhase = ref<PayPhase>('idle');
  // The preparation of a payment, or a cancel.
  const { progress, busy, trouble, act, release, stop } = useAct(() => loaded.refresh());
  const asked = ref<'pay' | 'cancel'>('pay');

  const paying = new Paying(
    clock,
    leftOrders,
    customer,
    retrier,
    { pay: parameters => wallet.pay(parameters).finally(() => void offerNotices()) },
    id,
    phase => {
      payPhase.value = phase;
      // The preparation is over: from here on the customer may cancel, or pay again.
      if (phase === 'wallet') release();
    },
    () => loaded.refresh(),
  );

  // Only a page that is new, or shown again, may be the way back: what the asking itself finds must not begin it anew.
  let isNew = true;
  watch(order, next => {
    if (next === null) return;
    if (next.status === 'pendingPayment') void prepareNotices();
    if (!isNew) return paying.see(next);
    isNew = false;
    const outcome = landed;
    landed = null;
    void paying.back(next, outcome);
  });
  watch(isShown, is => {
    if (is && order.value !== null) void paying.back(order.value);
  });
  onUnmounted(
    onMyNews(({ orders, news }) => {
      if (
        orders.some(changed => changed.id === id) ||
        news.some(about => about === `order/${id}` || about.startsWith('voucher/'))
      )
        loaded.refresh();
    }),
  );

  onUnmounted(() => paying.stop());

  const pay = async (): Promise<void> => {
    if (busy.value) return;
    asked.value = 'pay';
    await act((cancel, report) => paying.pay(cancel, report));
  };
  const cancelOrder = async (): Promise<void> => {
    if (busy.value) return;
    asked.value = 'cancel';
    const path = `/api/orders/${encodeURIComponent(id)}/cancel`;
    const isOver = await act((cancel, report) =>
      retrier.untilDefinite(() => customer.call('POST', path, { cancel }), cancel, report),
    );
    if (isOver) loaded.refresh();
  };

  const shown = { loaded, order, payPhase, progress, busy, trouble, asked };
  return { ...shown, pay, cancel: cancelOrder, disown: () => paying.disown(), stop };
}
