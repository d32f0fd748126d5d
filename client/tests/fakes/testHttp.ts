import type { Http, HttpAnswer, HttpCall, HttpRequest } from '@/core/ports';

export type Reply = HttpAnswer | 'cut' | 'silence';

/** Answers by a function of the request. cut: the connection breaks. silence: no answer comes. */
export class TestHttp implements Http {
  readonly requests: HttpRequest[] = [];
  aborted = 0;
  answer: (request: HttpRequest, count: number) => Reply | Promise<Reply> = () => 'silence';

  send(request: HttpRequest): HttpCall {
    this.requests.push(request);
    const answer = Promise.resolve(this.answer(request, this.requests.length)).then(reply => {
      if (reply === 'cut') throw new Error('cut');
      return reply === 'silence' ? new Promise<HttpAnswer>(() => undefined) : reply;
    });
    return { answer, abort: () => this.aborted++ };
  }

  /** The requests to an address that ends so. */
  to(end: string): HttpRequest[] {
    return this.requests.filter(request => request.url.endsWith(end));
  }
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
});

export const problem = (
  status: number,
  slug: string,
  more: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/problem+json', ...headers },
  body: JSON.stringify({ type: `urn:fuelgrains:problem:${slug}`, title: slug, status, detail: slug, ...more }),
});

export const html = (status: number, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  body: '<!doctype html><title>Please log in</title>',
});
