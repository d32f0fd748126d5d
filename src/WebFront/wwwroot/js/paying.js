// The way back from paying: asks the product, which asks WeChat, whether the payment is there. Until that is known, for ten seconds at
// most, the page offers no second payment.
import { call } from './api.js';

const AskForMs = 10_000; // WeChat shows a payment within seconds; a later one still appears by itself
const PauseMs = 2_000; // the pause after a question that had no answer

const placeOf = order => `fuelgrains.paying.${order.id}`;

/** Calls back whenever the customer comes back to a page that was open before. */
export function whenBack(callback) {
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && callback());
  addEventListener('pageshow', event => event.persisted && callback());
}

export class Paying {
  #token;
  #onChange;
  #onNews;
  #isBack = true; // a page that loads may be the way back, too
  #outcome = takeOutcome();
  #run = null;

  /** onChange({ awaiting, left }) receives the state for the page's model, onNews() runs when the order has changed. */
  constructor({ token, onChange, onNews }) {
    this.#token = token;
    this.#onChange = onChange;
    this.#onNews = onNews;
  }

  /** Notes in the tab that the customer goes to pay, because the way back may load the page anew. */
  leave(order) {
    sessionStorage.setItem(placeOf(order), 'yes');
    this.#isBack = false;
    this.#end({ left: true });
  }

  back(order) {
    this.#isBack = true;
    if (order !== null) this.see(order);
  }

  /** Every loaded state of the order comes here. */
  see(order) {
    const left = sessionStorage.getItem(placeOf(order)) !== null;
    if (!left) return;
    if (order.status !== 'pendingPayment') return this.forget(order);
    if (!this.#isBack) return;
    this.#isBack = false;
    const outcome = this.#outcome;
    this.#outcome = null;
    if (outcome === 'cancel') this.forget(order);
    else if (this.#run === null) void this.#ask(order, outcome === 'ok');
  }

  /** The order is paid or over, or the customer says that nothing was paid: a payment may be offered at once. */
  forget(order) {
    sessionStorage.removeItem(placeOf(order));
    this.#end({ left: false });
  }

  #end({ left }) {
    clearTimeout(this.#run?.timer);
    this.#run = null;
    this.#onChange({ awaiting: false, left });
  }

  /** isSure: wx.requestPayment said ok, so that "not paid" only means that WeChat does not show the payment yet. */
  async #ask(order, isSure) {
    const run = (this.#run = { timer: setTimeout(() => this.#end({ left: true }), AskForMs) });
    this.#onChange({ awaiting: true, left: true });
    while (this.#run === run) {
      const answer = await this.#query(order);
      if (this.#run !== run) return;
      if (answer?.againInSeconds === null) return this.#onNews();
      if (answer?.weChat === 'notPaid' && !isSure) return this.#end({ left: true });
      const pauseMs = answer === null ? PauseMs : answer.againInSeconds * 1000;
      await new Promise(resolve => setTimeout(resolve, pauseMs));
    }
  }

  /** Null: the answer is lost, or was a refusal that the page's own requests meet as well. */
  async #query(order) {
    const path = `/api/orders/${encodeURIComponent(order.id)}/pay/query`;
    return call('POST', path, { token: this.#token() }).then(
      answer => answer.data,
      () => null,
    );
  }
}

/** The outcome of wx.requestPayment (ok, cancel or fail), as the simulator's pay page adds it to the address; taken out of the address. */
function takeOutcome() {
  const address = new URL(location.href);
  const outcome = address.searchParams.get('requestPayment');
  if (outcome === null) return null;
  address.searchParams.delete('requestPayment');
  history.replaceState(history.state, '', address);
  return outcome;
}
