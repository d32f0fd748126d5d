// Paying, cancelling, getting money back: ask where it matters, repeat until the answer is definite, say what became of it.
import { call } from '../api.js';
import { confirmed } from '../confirm.js';
import { Wish, idle, isWorking } from '../definite.js';
import { yuan } from '../format.js';
import { newKey } from '../key.js';
import { problemText, text } from '../texts.js';
import { orderPath } from './data.js';
import { change, model, orderId } from './model.js';
import { noteLeaving } from './paying.js';

let current = null;
const refundPlace = () => `fuelgrains.refund.${model.session.customerId}.${orderId}`;

/** In the mini-program the answer's parameters go to wx.requestPayment; here the simulator's page stands for the phone's. */
export const pay = () =>
  wish('pay', async send => {
    const answer = await send('POST', '/pay');
    if (answer === null) return;
    const page = new URL(answer.payPage);
    page.searchParams.set('return', location.href);
    noteLeaving();
    location.assign(page);
  });

export async function cancel() {
  if (!(await confirmed(question('cancel')))) return;
  await wish('cancel', async send => {
    const order = await send('POST', '/cancel');
    if (order === null) return;
    const word = order.status === 'closing' ? 'closing' : 'cancelled';
    change({ outcome: { kind: 'info', text: text(`order.outcome.${word}`) } });
  });
}

/** One voucher, or all that are untouched. A wish without an answer keeps its key: the next press asks about the same refund. */
export async function refund(vouchers) {
  const amountFen = vouchers.reduce((sum, voucher) => sum + voucher.priceFen, 0);
  if (!(await confirmed(question('refund', { n: vouchers.length, amount: yuan(amountFen) })))) return;
  await askRefund({ key: newKey(), vouchers: vouchers.map(voucher => voucher.id) });
}

/** Goes on with a refund whose outcome a reload or an impatient customer left open. */
export function resumeRefund() {
  const kept = JSON.parse(sessionStorage.getItem(refundPlace()) ?? 'null');
  if (kept) void askRefund(kept);
}

const askRefund = asked =>
  wish('refund', async send => {
    sessionStorage.setItem(refundPlace(), JSON.stringify(asked));
    try {
      const answer = await send('POST', '/refunds', { key: asked.key, body: { voucherIds: asked.vouchers } });
      if (answer === null) return;
      change({ outcome: { kind: 'info', text: text('order.outcome.refundAsked') } });
    } catch (error) {
      if (error.slug === 'unauthenticated') throw error;
      sessionStorage.removeItem(refundPlace());
      throw error;
    }
    sessionStorage.removeItem(refundPlace());
  });

export const isRefundOpen = () => model.session !== null && sessionStorage.getItem(refundPlace()) !== null;

export function stopWaiting() {
  current?.stop();
}

let onEnd = () => {};

/** onEnd(error or null): something was decided, or refused. */
export function setUpActions(ended) {
  onEnd = ended;
}

async function wish(kind, run) {
  if (isWorking(model.wish)) return;
  const asking = (current = new Wish(progress => change({ wish: { kind, ...progress } })));
  const { token } = model.session;
  const send = (method, tail, options = {}) =>
    asking.untilDefinite(async signal => (await call(method, orderPath(tail), { token, signal, ...options })).data);
  change({ outcome: null });
  let trouble = null;
  try {
    await run(send);
  } catch (error) {
    trouble = error;
    change({ outcome: { kind: 'bad', text: problemText(error) } });
  } finally {
    current = null;
    change({ wish: asking.stopped ? { kind, phase: 'unsure' } : idle });
    onEnd(trouble);
  }
}

const question = (name, values = {}) =>
  Object.fromEntries(
    ['heading', 'body', 'yes', 'no'].map(part => [part, text(`order.confirm.${name}.${part}`, values)]),
  );
