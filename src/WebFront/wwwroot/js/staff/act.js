// Runs one action of the console and reports its outcome. Only repeatable requests are retried.
import { call, isUnknown } from '../api.js';
import { forgetKey, keyOf } from '../key.js';
import { Retrier } from '../retrier.js';
import { problemText, text } from '../texts.js';
import { change, model } from './model.js';

const TriesWithin = 20_000; // after that the employee decides whether to press again

/**
 * repeat: the request is idempotent. once: the request has a key, which its content keeps until a definite answer, in every tab.
 * refused(error) handles a refusal itself when it returns true. Returns the data, or null after a refusal or an unknown outcome.
 */
export async function act({ id, method = 'POST', path, body, done, repeat = false, once = false, refused }, onEnd) {
  model.busy.add(id);
  change({ message: null });
  const content = once ? JSON.stringify([model.session?.name, path, body]) : null;
  const key = once ? keyOf(content) : undefined;
  const retrier = new Retrier(
    ({ phase }) => phase !== 'sending' && change({ message: { kind: 'info', text: text('console.confirming') } }),
  );
  const timer = setTimeout(() => retrier.stop(), TriesWithin);
  try {
    const send = async signal => ({
      data: (await call(method, path, { token: model.session?.token, body, key, signal })).data,
    });
    const answer = repeat || once ? await retrier.untilDefinite(send) : await send();
    if (once && answer !== null) forgetKey(content);
    change({
      message:
        answer === null ? { kind: 'bad', text: text('console.unknown') } : { kind: 'good', text: done(answer.data) },
    });
    onEnd(null);
    return answer?.data ?? null;
  } catch (error) {
    if (once && !isUnknown(error) && error.slug !== 'unauthenticated') forgetKey(content);
    if (!refused?.(error))
      change({ message: { kind: 'bad', text: isUnknown(error) ? text('console.unknown') : problemText(error) } });
    onEnd(error);
    return null;
  } finally {
    clearTimeout(timer);
    model.busy.delete(id);
    change();
  }
}
