import type { Http, HttpAnswer, HttpCall, HttpRequest } from '@/core/ports';

interface Sent {
  readonly at: number;
  readonly key: string | undefined;
  endedAt: number | null;
  isAnswered: boolean;
}

/** The orders of one app on their way. A killed app sends nothing more and hears nothing more. */
export class Line {
  readonly orders: Sent[] = [];
  private isDead = false;

  /** Takes the place of the HTTP's own send. */
  constructor(
    http: Http,
    private readonly onOrder: (what: 'sent' | 'answered') => void,
  ) {
    const send = http.send.bind(http);
    http.send = request => this.send(send, request);
  }

  kill(): void {
    this.isDead = true;
  }

  /** Whether an order was on its way at a moment and did not get its answer. */
  inFlightAt(at: number): boolean {
    return this.orders.some(sent => sent.at <= at && !sent.isAnswered && sent.endedAt !== null && sent.endedAt >= at);
  }

  private send(send: Http['send'], request: HttpRequest): HttpCall {
    if (this.isDead) return { answer: new Promise<HttpAnswer>(() => undefined), abort: () => undefined };
    const call = send(request);
    const answer =
      request.method === 'POST' && request.url.endsWith('/orders') ? this.watch(request, call) : call.answer;
    return { answer: this.heard(answer), abort: () => call.abort() };
  }

  private watch({ headers }: HttpRequest, { answer }: HttpCall): Promise<HttpAnswer> {
    const sent: Sent = { at: Date.now(), key: headers['idempotency-key'], endedAt: null, isAnswered: false };
    this.orders.push(sent);
    this.onOrder('sent');
    return answer.then(
      received => {
        [sent.endedAt, sent.isAnswered] = [Date.now(), true];
        this.onOrder('answered');
        return received;
      },
      (error: unknown) => {
        sent.endedAt = Date.now();
        throw error;
      },
    );
  }

  /** An outcome that comes to a killed app is never told. */
  private heard(answer: Promise<HttpAnswer>): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      answer.then(
        received => this.isDead || resolve(received),
        (error: unknown) => this.isDead || reject(error),
      );
    });
  }
}
