import { Cancel, Cancelled } from '../cancel';
import type { Clock, Http, HttpAnswer } from '../ports';
import { httpDate } from '../time/instant';
import type { ServerClock } from '../time/serverClock';
import { NoAnswer, Problem } from './problem';
import { retryAfter } from './retryAfter';

/** A slow line needs one second a request; after ten nobody waits for the rest. */
export const TimeoutMs = 10_000;

export interface CallOptions {
  readonly token?: string | null;
  readonly key?: string;
  readonly body?: unknown;
  readonly cancel?: Cancel;
  readonly as?: 'json' | 'text';
}

export interface Answer<T> {
  readonly data: T;
  readonly headers: Readonly<Record<string, string>>;
}

/** The server's HTTP interface: one call, and a Problem, a NoAnswer or Cancelled when it fails. */
export class Api {
  constructor(
    private readonly http: Http,
    private readonly host: string,
    private readonly clock: Clock,
    private readonly serverClock: ServerClock,
    private readonly clientVersion: string,
  ) {}

  async call<T>(method: string, path: string, options: CallOptions = {}): Promise<Answer<T>> {
    const sentAt = this.clock.now();
    const answer = await this.send(method, path, options);
    const receivedAt = this.clock.now();
    const data = read(answer, options.as ?? 'json');
    const stamp = (data as { serverTime?: unknown } | null)?.serverTime;
    if (typeof stamp === 'string') this.serverClock.answered(stamp, sentAt, receivedAt);
    else if (!this.serverClock.sure) this.serverClock.dated(httpDate(answer.headers['date']), sentAt, receivedAt);
    if (answer.status >= 200 && answer.status < 300) return { data: data as T, headers: answer.headers };
    throw new Problem(answer.status, data as Record<string, unknown>, retryAfter(answer.headers));
  }

  private send(method: string, path: string, options: CallOptions): Promise<HttpAnswer> {
    const headers: Record<string, string> = {
      accept: options.as === 'text' ? '*/*' : 'application/json',
      'client-version': this.clientVersion,
    };
    if (options.token) headers['authorization'] = `Bearer ${options.token}`;
    if (options.key !== undefined) headers['idempotency-key'] = options.key;
    if (options.body !== undefined) headers['content-type'] = 'application/json';
    const body = options.body === undefined ? null : JSON.stringify(options.body);
    const cancel = options.cancel ?? new Cancel();
    return new Promise((resolve, reject) => {
      cancel.throwIfCancelled();
      const call = this.http.send({ method, url: this.host + path, headers, body });
      const end = (): void => {
        stop();
        forget();
      };
      const stop = this.clock.after(TimeoutMs, () => {
        end();
        reject(new NoAnswer('unreachable'));
        call.abort();
      });
      const forget = cancel.onCancel(() => {
        end();
        reject(new Cancelled('cancelled'));
        call.abort();
      });
      call.answer.then(
        answer => {
          end();
          resolve(answer);
        },
        () => {
          end();
          reject(new NoAnswer('unreachable'));
        },
      );
    });
  }
}

/** The body of an answer of the server. Anything that the server would not say is the answer of somebody between. */
function read(answer: HttpAnswer, as: 'json' | 'text'): unknown {
  const ok = answer.status >= 200 && answer.status < 300;
  const type = answer.headers['content-type'] ?? '';
  if (ok && answer.body === '') return null;
  if (ok && as === 'text' && !type.startsWith('text/html')) return answer.body;
  const data = /[/+]json\b/.test(type) ? parse(answer.body) : undefined;
  if (data === undefined || (!ok && !Problem.is(data))) {
    const between = answer.status >= 500 || answer.status === 429;
    throw new NoAnswer(between ? 'gateway' : 'captive-portal', retryAfter(answer.headers), answer.status);
  }
  return data;
}

/** Undefined: cut off, or no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
