import { createRequire } from 'node:module';
import { address } from '../product/product';
import type { FakePhone } from './phone';

const WebSocket = createRequire(import.meta.url)('ws') as new (url: string) => Socket;

interface Socket {
  on(event: string, listener: (...args: never[]) => void): void;
  send(data: string): void;
  close(): void;
}

export type Options = Record<string, unknown> & {
  success?: (result: object) => void;
  fail?: (error: object) => void;
  complete?: (result: object) => void;
};

export const done = (options: Options, result: object = {}): void => {
  options.success?.(result);
  options.complete?.(result);
};

export const failed = (options: Options, errMsg: string, more: object = {}): void => {
  options.fail?.({ errMsg, ...more });
  options.complete?.({ errMsg, ...more });
};

/** The phone's line: wx.request and wx.connectSocket over the line of this machine. */
export class Line {
  private readonly open = new Set<() => void>();

  constructor(private readonly phone: FakePhone) {}

  readonly request = (
    options: Options & { url: string; method?: string; header?: Record<string, string>; data?: string },
  ): object => {
    const controller = new AbortController();
    const method = options.method ?? 'GET';
    this.phone.asked.push(`${method} ${options.url}`);
    if (this.phone.isOffline) return this.nothing(() => failed(options, 'request:fail'));
    const close = (): void => controller.abort();
    this.open.add(close);
    fetch(options.url, {
      method,
      headers: options.header,
      body: method === 'GET' ? undefined : options.data,
      signal: controller.signal,
    })
      .then(async response => {
        const text = await response.text();
        this.noteSheet(options.url, text);
        const told = this.withFlags(options.url, text);
        // WeChat parses JSON unless another type of data is asked for.
        const data: unknown = options['dataType'] === 'text' ? told : JSON.parse(told);
        // Phones differ in how they spell a header.
        const header: Record<string, string> = {};
        response.headers.forEach((value, name) => {
          header[name.replace(/(^|-)[a-z]/g, letter => letter.toUpperCase())] = value;
        });
        done(options, { statusCode: response.status, header, data, errMsg: 'request:ok' });
      })
      .catch(() => failed(options, 'request:fail'))
      .finally(() => this.open.delete(close));
    return { abort: close };
  };

  readonly connectSocket = (options: Options & { url: string }): object => {
    if (!options.url.startsWith(address.replace(/^http/, 'ws')))
      failed(options, 'connectSocket:fail url not in domain list');
    this.phone.sockets++;
    if (this.phone.isOffline) return this.deadSocket();
    const socket = new WebSocket(options.url);
    const close = (): void => socket.close();
    this.open.add(close);
    socket.on('close', () => this.open.delete(close));
    return {
      onOpen: (run: () => void) => socket.on('open', run),
      onMessage: (run: (event: object) => void) =>
        socket.on('message', (data: never) => {
          this.phone.heard.push(String(data));
          run({ data: String(data) });
        }),
      onClose: (run: (event: object) => void) => socket.on('close', (code: never) => run({ code, reason: '' })),
      onError: (run: (event: object) => void) => socket.on('error', (error: never) => run({ errMsg: String(error) })),
      send: ({ data }: { data: string }) => socket.send(data),
      close,
    };
  };

  /** Ends what is under way: the app is killed, or the network is gone. */
  cut(): void {
    for (const close of [...this.open]) close();
  }

  /** What is asked without a network fails a moment later. */
  private nothing(fail: () => void): object {
    setTimeout(fail, 0);
    return { abort: () => undefined };
  }

  private deadSocket(): object {
    const run: Record<string, (event: object) => void> = {};
    setTimeout(() => {
      run['error']?.({ errMsg: 'fail' });
      run['close']?.({ code: 1006, reason: '' });
    }, 0);
    return {
      onOpen: () => undefined,
      onMessage: () => undefined,
      onClose: (listener: (event: object) => void) => (run['close'] = listener),
      onError: (listener: (event: object) => void) => (run['error'] = listener),
      send: () => undefined,
      close: () => undefined,
    };
  }

  /** The server's settings, with what the test switches on. */
  private withFlags(url: string, text: string): string {
    if (!url.includes('/api/config')) return text;
    const config = JSON.parse(text) as { flags?: object };
    return JSON.stringify({ ...config, flags: { ...config.flags, ...this.phone.flags } });
  }

  /** The sheet of a payment needs the simulator's page, which WeChat's own parameters do not name. */
  private noteSheet(url: string, text: string): void {
    if (!url.endsWith('/pay')) return;
    const answer = JSON.parse(text) as { package?: string; payPage?: string };
    if (answer.package && answer.payPage) this.phone.payPages.set(answer.package, answer.payPage);
  }
}
