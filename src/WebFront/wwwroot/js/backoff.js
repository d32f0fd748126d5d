// Waiting between tries: longer each time, never in step with everybody else's phone.

/** Milliseconds before try number `attempt` (0 = the first repeat): half of a doubling ceiling, plus chance. */
export function backoff(attempt, { first = 500, most = 8000 } = {}) {
  const ceiling = Math.min(most, first * 2 ** Math.min(attempt, 20));
  return ceiling / 2 + Math.random() * (ceiling / 2);
}

/** A pause that can be cut short: wake() ends it at once. */
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
