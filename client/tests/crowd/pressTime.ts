// The time that the core adds to a press, beyond the server's own. scripts/pressTime.mjs runs this by hand, and no test does.
import { Presses } from '@/core/orders/presses';
import { orderPath, type PlacedOrder } from '@/core/sales/returns';
import { aName, clock, openSale, Phone } from '../product/product';

/** Presses, and bare requests, in turn. */
const Rounds = 50;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
};

const sale = await openSale({ stock: 10 * Rounds });

async function loggedIn(): Promise<Phone> {
  const phone = new Phone(aName());
  await phone.session.signIn();
  return phone;
}

/** From the press to the state that the page is handed. */
async function pressed(): Promise<number> {
  const phone = await loggedIn();
  let doneAt = NaN;
  const press = new Presses(phone.keyed).at<PlacedOrder>(orderPath(sale.id), undefined, state => {
    if (state.phase === 'done') doneAt = clock.now();
  });
  const at = clock.now();
  await press.press({ quantity: 1 });
  return doneAt - at;
}

/** The same request, without the core. */
async function asked(): Promise<number> {
  const { session, http } = await loggedIn();
  const at = clock.now();
  const { answer } = http.send({
    method: 'POST',
    url: process.env['PRODUCT']! + orderPath(sale.id),
    headers: {
      authorization: `Bearer ${session.last?.token}`,
      'content-type': 'application/json',
      'idempotency-key': aName(),
    },
    body: JSON.stringify({ quantity: 1 }),
  });
  const { status } = await answer;
  if (status !== 201) throw new Error(`The order: ${status}`);
  return clock.now() - at;
}

await pressed();
await asked();
const presses: number[] = [];
const requests: number[] = [];
for (let round = 0; round < Rounds; round++) {
  presses.push(await pressed());
  requests.push(await asked());
}
const [press, request] = [median(presses), median(requests)];
console.log(
  `press to state, median of ${Rounds}: ${press.toFixed(1)} ms; the bare request: ${request.toFixed(1)} ms; ` +
    `the core adds ${(press - request).toFixed(1)} ms`,
);
