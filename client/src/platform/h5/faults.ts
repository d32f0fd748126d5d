/** Hears of faults that no component caught. */
export function onFault(listener: (fault: unknown) => void): void {
  addEventListener('error', ({ error, message }) => listener(error ?? message));
  addEventListener('unhandledrejection', ({ reason }) => listener(reason));
}
