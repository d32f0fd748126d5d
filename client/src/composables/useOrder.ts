import { computed, onUnmounted, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { clock, customer, leftOrders, retrier } from '@/app/client';
import { onMyNews } from '@/app/me';
import { offerNotices, prepareNotices } from '@/app/notices';
import { takeOutcome, wallet } from '@/app/phone';
import { isShown } from '@/app/visibility';
import { useLoaded, type Loaded } from './useLoaded';
import { Cancel, Cancelled } from '@/core/cancel';
import { Paying, type PayPhase } from '@/core/orders/paying';
import type { Progress } from '@/core/http/retrier';

/** The wallet's outcome before this start, told to the first order that is shown. */
let landed = takeOutcome();

interface Payable {
  readonly id: string;
  readonly status: string;
  readonly payBy: string;
}

export interface OrderView<T> {
  readonly loaded: Loaded<T>;
  readonly order: ComputedRef<T | null>;
  readonly payPhase: Ref<PayPhase>;
  /** What is under way: the preparation of a payment, or a cancel. */
  readonly progress: ShallowRef<Progress | { readonly phase: 'idle' | 'unsure' }>;
  /** True while that waits for its answer. */
  readonly busy: ComputedRef<boolean>;
  readonly trouble: Ref<unknown>;
  /** What was asked for last. */
  readonly asked: Ref<'pay' | 'cancel'>;
  pay(): Promise<void>;
  cancel(): Promise<void>;
  /** The customer says that nothing was paid. */
  disown(): void;
  stop(): void;
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
  const progress = shallowRef<OrderView<T>['progress']['value']>({ phase: 'idle' });
  const busy = computed(() => progress.value.phase !== 'idle' && progress.value.phase !== 'unsure');
  const trouble = ref<unknown>(null);
  const asked = ref<'pay' | 'cancel'>('pay');
  let run: Cancel | null = null;

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
      if (phase === 'wallet') [run, progress.value] = [null, { phase: 'idle' }];
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

  onUnmounted(() => {
    paying.stop();
    run?.cancel();
  });

  async function act(what: 'pay' | 'cancel', work: (cancel: Cancel) => Promise<void>): Promise<void> {
    if (run !== null) return;
    asked.value = what;
    const cancel = (run = new Cancel());
    trouble.value = null;
    try {
      await work(cancel);
      progress.value = { phase: 'idle' };
    } catch (error) {
      progress.value = { phase: error instanceof Cancelled ? 'unsure' : 'idle' };
      if (!(error instanceof Cancelled)) trouble.value = error;
      // The order itself shows what became of it, after a lost race as well as after a lost answer.
      loaded.refresh();
    } finally {
      if (run === cancel) run = null;
    }
  }

  const report = (next: Progress): void => {
    progress.value = next;
  };
  const pay = (): Promise<void> => act('pay', cancel => paying.pay(cancel, report));
  const cancelOrder = (): Promise<void> =>
    act('cancel', async cancel => {
      await retrier.untilDefinite(
        () => customer.call('POST', `/api/orders/${encodeURIComponent(id)}/cancel`, { cancel }),
        cancel,
        report,
      );
      loaded.refresh();
    });

  const shown = { loaded, order, payPhase, progress, busy, trouble, asked };
  return { ...shown, pay, cancel: cancelOrder, disown: () => paying.disown(), stop: () => run?.cancel() };
}
