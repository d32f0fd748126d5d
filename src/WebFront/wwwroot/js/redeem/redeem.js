// Redeems a voucher. The request keeps one key and is repeated until the answer is definite,
// because a second redemption would be refused.
import { call } from '../api.js';
import { dateTime, litres, yuan } from '../format.js';
import { newKey } from '../key.js';
import { Retrier, idle, isWorking } from '../retrier.js';
import { problemText, text } from '../texts.js';
import { change, model, redemptionsPath } from './model.js';

let current = null;
let unfinished = null; // { code, key }: the request whose outcome is unknown

/** onEnd(error or null) runs after an answer or a refusal, and when the employee stops waiting. */
export async function redeem(code, onEnd) {
  if (isWorking(model.request)) return;
  if (code === '') {
    change({ result: bad(text('redeem.codeNeeded')) });
    return;
  }
  // The same code after a lost answer repeats the same request.
  if (unfinished?.code !== code) unfinished = { code, key: newKey() };
  const retrier = (current = new Retrier(progress => change({ request: progress })));
  change({ result: null });
  let trouble = null;
  try {
    const { token } = model.session;
    const answer = await retrier.untilDefinite(signal =>
      call('POST', redemptionsPath, { token, key: unfinished.key, body: { code }, signal }),
    );
    change({
      result: answer === null ? unknown(code) : good(answer.data, answer.headers.get('idempotent-replayed') === 'true'),
    });
    if (answer !== null) unfinished = null;
  } catch (error) {
    [trouble, unfinished] = [error, null];
    change({ result: bad(refusal(error)) });
  } finally {
    current = null;
    change({ request: idle });
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
