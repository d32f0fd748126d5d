// Runs one action of the console and reports its outcome. Only repeatable requests are retried.
import { call, isUnknown } from '../api.js';
import { Retrier } from '../retrier.js';
import { problemText, text } from '../texts.js';
import { change, model } from './model.js';

const TriesWithin = 20_000; // after that the employee decides whether to press again

/** repeat: the request is idempotent. Returns the data, or null after a refusal or an unknown outcome. */
export async function act({ id, method = 'POST', path, body, key, done, repeat = false }, onEnd) {
  model.busy.add(id);
  change({ message: null });
  const retrier = new Retrier(
    ({ phase }) => phase !== 'sending' && change({ message: { kind: 'info', text: text('console.confirming') } }),
  );
  const timer = setTimeout(() => retrier.stop(), TriesWithin);
  try {
    const send = async signal => ({
      data: (await call(method, path, { token: model.session?.token, body, key, signal })).data,
    });
    const answer = repeat ? await retrier.untilDefinite(send) : await send();
    change({
      message:
        answer === null ? { kind: 'bad', text: text('console.unknown') } : { kind: 'good', text: done(answer.data) },
    });
    onEnd(null);
    return answer?.data ?? null;
  } catch (error) {
    change({ message: { kind: 'bad', text: isUnknown(error) ? text('console.unknown') : problemText(error) } });
    onEnd(error);
    return null;
  } finally {
    clearTimeout(timer);
    model.busy.delete(id);
    change();
  }
}
