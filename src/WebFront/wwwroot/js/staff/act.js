// One action of the desk: sent until its answer is definite where repeating is safe, once otherwise, and its outcome said.
import { call, isUnknown } from '../api.js';
import { Retrier } from '../retrier.js';
import { problemText, text } from '../texts.js';
import { change, model } from './model.js';

const TriesWithin = 20_000; // then a person decides whether to press again

/** `repeat`: the same request twice does nothing twice. Answers the data, or null when it was refused or is not known. */
export async function act({ id, method = 'POST', path, body, key, done, repeat = false }, onEnd) {
  model.busy.add(id);
  change({ said: null });
  const retrier = new Retrier(
    ({ phase }) => phase !== 'sending' && change({ said: { kind: 'info', text: text('console.confirming') } }),
  );
  const timer = setTimeout(() => retrier.stop(), TriesWithin);
  try {
    const send = async signal => ({
      data: (await call(method, path, { token: model.session?.token, body, key, signal })).data,
    });
    const answer = repeat ? await retrier.untilDefinite(send) : await send();
    change({
      said:
        answer === null ? { kind: 'bad', text: text('console.unknown') } : { kind: 'good', text: done(answer.data) },
    });
    onEnd(null);
    return answer?.data ?? null;
  } catch (error) {
    change({ said: { kind: 'bad', text: isUnknown(error) ? text('console.unknown') : problemText(error) } });
    onEnd(error);
    return null;
  } finally {
    clearTimeout(timer);
    model.busy.delete(id);
    change();
  }
}
