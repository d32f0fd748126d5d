// Taking a voucher in: one key a wish, repeated until the answer is definite, because twice would be a refusal of the customer.
import { call } from '../api.js';
import { Wish, idle, isWorking } from '../definite.js';
import { dateTime, litres, yuan } from '../format.js';
import { newKey } from '../key.js';
import { problemText, text } from '../texts.js';
import { change, model, redemptionsPath } from './model.js';

let current = null;
let open = null; // { code, key }: a redemption whose outcome is not known

/** onEnd(error or null) when there is an answer, or nobody waits for it any longer. */
export async function redeem(code, onEnd) {
  if (isWorking(model.wish)) return;
  if (code === '') {
    change({ result: bad(text('redeem.codeNeeded')) });
    return;
  }
  // The same code again after a lost answer is the same wish.
  if (open?.code !== code) open = { code, key: newKey() };
  const wish = (current = new Wish(progress => change({ wish: progress })));
  change({ result: null });
  let trouble = null;
  try {
    const { token } = model.session;
    const answer = await wish.untilDefinite(signal =>
      call('POST', redemptionsPath, { token, key: open.key, body: { code }, signal }),
    );
    change({
      result: answer === null ? unknown(code) : good(answer.data, answer.headers.get('idempotent-replayed') === 'true'),
    });
    if (answer !== null) open = null;
  } catch (error) {
    [trouble, open] = [error, null];
    change({ result: bad(refusal(error)) });
  } finally {
    current = null;
    change({ wish: idle });
    onEnd(trouble);
  }
}

export function stopWaiting() {
  current?.stop();
}

export const worthOf = redemption =>
  text(`redeem.what.${redemption.kind}`, {
    grade: redemption.grade,
    n: litres(redemption.volumeMl),
    amount: yuan(redemption.valueFen),
  });

export const bad = words => ({ kind: 'bad', word: text('redeem.refused'), what: words, more: '' });

const unknown = code => ({ kind: 'wait', word: text('redeem.unknown'), what: code, more: text('redeem.unknownMore') });

const good = (redemption, replayed) => ({
  kind: 'good',
  word: text(replayed ? 'redeem.replayed' : 'redeem.done'),
  what: worthOf(redemption),
  more: `${redemption.title} · ${text('redeem.customer', { tail: redemption.customerTail })}`,
});

function refusal(error) {
  if (error.slug === 'validation') return text('redeem.mistyped');
  if (error.slug === 'voucher-not-yet' && error.validFrom)
    return text('redeem.notYet', { time: dateTime(error.validFrom) });
  return problemText(error);
}
