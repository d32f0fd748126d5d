import type { Connect, HubConnection } from '@/core/ports';
import type { Snapshot, Update } from '@/core/live/messages';
import { iso } from './world';

/** A connection that a test opens, feeds, silences and cuts. */
export class TestConnection implements HubConnection {
  readonly invoked: Array<[string, string]> = [];
  isStopped = false;
  private readonly handlers = new Map<string, (body: unknown) => void>();
  private closed: () => void = () => undefined;
  private heard: () => void = () => undefined;

  constructor(
    readonly token: string | null,
    private readonly hub: TestHub,
  ) {}

  start(): Promise<void> {
    const { opening } = this.hub;
    if (opening === 'silence') return new Promise(() => undefined);
    return opening === 'cut' ? Promise.reject(new Error('cut')) : Promise.resolve();
  }

  stop(): void {
    this.isStopped = true;
    this.closed();
  }

  async invoke(method: string, argument: string): Promise<unknown> {
    this.invoked.push([method, argument]);
    if (this.hub.isSilent || this.isStopped) return new Promise(() => undefined);
    const result = method === 'Subscribe' ? this.hub.snapshot(argument) : undefined;
    if (result === null) throw new Error('refused');
    await Promise.resolve();
    this.heard();
    return result;
  }

  on(message: string, receive: (body: unknown) => void): void {
    this.handlers.set(message, receive);
  }

  onClosed(listener: () => void): void {
    this.closed = listener;
  }

  onHeard(listener: () => void): void {
    this.heard = listener;
  }

  send(message: string, body: unknown): void {
    this.heard();
    this.handlers.get(message)?.(body);
  }

  ping(): void {
    this.heard();
  }

  cut(): void {
    this.closed();
  }

  subscribed(topic: string): number {
    return this.invoked.filter(([method, name]) => method === 'Subscribe' && name === topic).length;
  }
}

export class TestHub {
  readonly connections: TestConnection[] = [];
  opening: 'open' | 'cut' | 'silence' = 'open';
  isSilent = false;
  serverNow: () => number = () => 0;
  /** Null: the hub refuses the topic. */
  snapshot: (topic: string) => Snapshot | null = topic => this.state(topic, 1, 'first');

  readonly connect: Connect = token => {
    const connection = new TestConnection(token, this);
    this.connections.push(connection);
    return connection;
  };

  get last(): TestConnection {
    const last = this.connections[this.connections.length - 1];
    if (last === undefined) throw new Error('There is no connection.');
    return last;
  }

  state(topic: string, rev: number, data: unknown, epoch = 1): Snapshot {
    return { topic, epoch, rev, serverTime: iso(this.serverNow()), data };
  }

  update(topic: string, from: number, to: number, data: unknown, epoch = 1): Update {
    return { topic, epoch, from, to, serverTime: iso(this.serverNow()), data };
  }
}
