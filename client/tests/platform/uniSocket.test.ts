import { afterEach, beforeEach, expect, test } from 'vitest';
import { UniSocket } from '@/platform/uniSocket';

type On = (event?: unknown) => void;

/** WeChat's socket: it tells only what a test makes it tell. */
class Task {
  readonly on: Record<string, On> = {};
  readonly sent: unknown[] = [];
  closed = 0;
  onOpen = (listener: On): void => void (this.on['open'] = listener);
  onMessage = (listener: On): void => void (this.on['message'] = listener);
  onError = (listener: On): void => void (this.on['error'] = listener);
  onClose = (listener: On): void => void (this.on['close'] = listener);
  send = ({ data }: { data: unknown }): void => void this.sent.push(data);
  close = (): void => void this.closed++;
}

let task: Task;
let asked: Record<string, unknown>;

beforeEach(() => {
  task = new Task();
  (globalThis as Record<string, unknown>)['uni'] = {
    connectSocket: (options: Record<string, unknown>) => {
      asked = options;
      return task;
    },
  };
});
afterEach(() => delete (globalThis as Record<string, unknown>)['uni']);

function socket(): { socket: UniSocket; log: string[]; heard: () => number } {
  let heard = 0;
  const made = new UniSocket('wss://front.test/hubs/live', () => heard++);
  const log: string[] = [];
  made.onopen = () => log.push('open');
  made.onmessage = ({ data }) => log.push(`message ${String(data)}`);
  made.onerror = () => log.push('error');
  made.onclose = ({ code, wasClean }) => log.push(`close ${code} ${wasClean}`);
  return { socket: made, log, heard: () => heard };
}

test('the socket is asked for with a callback, so that it comes as a socket', () => {
  socket();
  expect(asked['complete']).toBeTypeOf('function');
});

test('what comes through is passed on and counted as a sign of life', () => {
  const { socket: made, log, heard } = socket();
  task.on['open']?.();
  expect(made.readyState).toBe(UniSocket.OPEN);
  task.on['message']?.({ data: 'x' });
  made.send('y');
  expect(log).toEqual(['open', 'message x']);
  expect(task.sent).toEqual(['y']);
  expect(heard()).toBe(2);
});

test('an error before the opening is an end, even when WeChat tells no close', () => {
  const { log } = socket();
  task.on['error']?.({});
  expect(log).toEqual(['error', 'close 1006 false']);
});

test('an end is told once', () => {
  const { log } = socket();
  task.on['open']?.();
  task.on['close']?.({ code: 1001, reason: '' });
  task.on['close']?.({ code: 1001, reason: '' });
  expect(log).toEqual(['open', 'close 1001 false']);
});

test('a socket that is closed before it is open is closed for WeChat, too, and says so', () => {
  const { socket: made, log } = socket();
  made.close();
  made.close();
  expect(task.closed).toBe(1);
  expect(log).toEqual(['close 1000 true']);
  task.on['open']?.();
  expect(log).toEqual(['close 1000 true']);
});
