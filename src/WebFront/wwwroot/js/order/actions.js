// Pays, cancels and refunds: confirms where it matters, repeats until the answer is definite, and reports the outcome.
import { call } from '../api.js';
import { confirmed } from '../confirm.js';
import { yuan } from '../format.js';
import { newKey } from '../key.js';
import { Retrier, idle, isWorking } from '../retrier.js';
import { problemText, text } from '../texts.js';
import { orderPath } from './data.js';
import { change, discountOf, model, orderId, paymentOf } from './model.js';

let current = null;
const refundPlace = () => `fuelgrains.refund.${model.session.customerId}.${orderId}`;

/** The mini-program passes the answer's parameters to wx.requestPayment; the web page opens the simulator's pay page. */
export const pay = () =>
  request('pay', async send => {
    const answer = await send('POST', '/pay');
    if (answer === null) return;
    const page = new URL(answer.payPage);
    page.searchParams.set('return', location.href);
    onLeave();
    location.assign(page);
  });

export async function cancel() {
  if (!(await confirmed(question('cancel')))) return;
  await request('cancel', async send => {
    const order = await send('POST', '/cancel');
    if (order === null) return;
    const word = order.status === 'closing' ? 'closing' : 'cancelled';
    change({ outcome: { kind: 'info', text: text(`order.outcome.${word}`) } });
  });
}

/** Refunds one voucher or all untouched ones. A request without an answer keeps its key: the next press repeats it. */
export async function refund(vouchers) {
  const amountFen = vouchers.reduce((sum, voucher) => sum + voucher.priceFen, 0);
  const name = discountOf(paymentOf(model.order)) > 0 ? 'refundShared' : 'refund';
  if (!(await confirmed(question(name, { n: vouchers.length, amount: yuan(amountFen) })))) return;
  await sendRefund({ key: newKey(), vouchers: vouchers.map(voucher => voucher.id) });
}

/** Resumes a refund whose outcome is unknown after a reload or after the customer stopped waiting. */
export function resumeRefund() {
  const kept = JSON.parse(sessionStorage.getItem(refundPlace()) ?? 'null');
  if (kept) void sendRefund(kept);
}

const sendRefund = pending =>
  request('refund', async send => {
    sessionStorage.setItem(refundPlace(), JSON.stringify(pending));
    try {
      const answer = await send('POST', '/refunds', { key: pending.key, body: { voucherIds: pending.vouchers } });
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
let onLeave = () => {};

/** ended(error or null) runs after an answer, a refusal, or when the customer stops waiting; leaving() before the pay page opens. */
export function setUpActions({ ended, leaving }) {
  onEnd = ended;
  onLeave = leaving;
}

async function request(kind, run) {
  if (isWorking(model.request)) return;
  const retrier = (current = new Retrier(progress => change({ request: { kind, ...progress } })));
  const { token } = model.session;
  const send = (method, tail, options = {}) =>
    retrier.untilDefinite(async signal => (await call(method, orderPath(tail), { token, signal, ...options })).data);
  change({ outcome: null });
  let trouble = null;
  try {
    await run(send);
  } catch (error) {
    trouble = error;
    change({ outcome: { kind: 'bad', text: problemText(error) } });
  } finally {
    current = null;
    change({ request: retrier.stopped ? { kind, phase: 'unsure' } : idle });
    onEnd(trouble);
  }
}

const question = (name, values = {}) =>
  Object.fromEntries(
    ['heading', 'body', 'yes', 'no'].map(part => [part, text(`order.confirm.${name}.${part}`, values)]),
  );
