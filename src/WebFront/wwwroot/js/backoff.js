// Exponential back-off with jitter, so that many clients do not retry in step.

/** Milliseconds before retry `attempt` (0 is the first): half of a doubling ceiling, plus jitter. */
export function backoff(attempt, { first = 500, most = 8000 } = {}) {
  const ceiling = Math.min(most, first * 2 ** Math.min(attempt, 20));
  return ceiling / 2 + Math.random() * (ceiling / 2);
}

/** A pause that wake() ends at once. */
export function pause(ms) {
  let wake;
  const over = new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  return { over, wake };
}
