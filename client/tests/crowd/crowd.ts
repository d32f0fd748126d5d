import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Command, News, Report } from './messages';
import { script } from './runningProduct';

const code = fileURLToPath(new URL('../../dist/node/crowdWorker.mjs', import.meta.url));

/** Customers in several threads. */
export class Crowd {
  private readonly workers: readonly Worker[];

  private constructor(address: string, threads: number) {
    this.workers = Array.from(
      { length: threads },
      () => new Worker(code, { env: { ...process.env, PRODUCT: address } }),
    );
  }

  /** Logs the customers in, with a live connection each. */
  static async enter(address: string, threads: number, names: readonly string[]): Promise<Crowd> {
    await script('bundle.mjs', ['tests/crowd/worker.ts', 'crowdWorker']);
    const crowd = new Crowd(address, threads);
    await crowd.all('entered', i => ({ kind: 'enter', names: names.filter((_, n) => n % threads === i) }));
    return crowd;
  }

  /** Every customer looks at the sale's page. */
  open(saleId: string): Promise<unknown> {
    return this.all('opened', () => ({ kind: 'open', saleId }));
  }

  /** Every customer presses when the button arms, and the process is killed meanwhile. Returns when that was. */
  async pressAndKill(pid: number): Promise<number> {
    const killed = this.news(this.workers[0]!, 'killed');
    await this.all('pressing', i => ({ kind: 'press', kills: i === 0 ? pid : null }));
    const news = await killed;
    return news.kind === 'killed' ? news.at : NaN;
  }

  /** What every customer believes, and what the server says. */
  async report(killedAt: number): Promise<Report[]> {
    const news = await this.all('reported', () => ({ kind: 'report', killedAt }));
    return news.flatMap(each => (each.kind === 'reported' ? each.reports : []));
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map(worker => worker.terminate()));
  }

  private all(kind: News['kind'], command: (worker: number) => Command): Promise<News[]> {
    return Promise.all(
      this.workers.map((worker, i) => {
        worker.postMessage(command(i));
        return this.news(worker, kind);
      }),
    );
  }

  private news(worker: Worker, kind: News['kind']): Promise<News> {
    return new Promise((resolve, reject) => {
      const end = (): void => void worker.off('message', hear).off('error', fail);
      const fail = (error: unknown): void => {
        end();
        reject(error);
      };
      const hear = (news: News): void => {
        if (news.kind === 'failed') return fail(new Error(news.why));
        if (news.kind !== kind) return;
        end();
        resolve(news);
      };
      worker.on('message', hear).on('error', fail);
    });
  }
}
