import { Cancel } from '../cancel';
import type { Clock, Connect, Random } from '../ports';
import { Backoff } from '../time/backoff';
import { instant } from '../time/instant';
import { pause } from '../time/pause';
import type { ServerClock } from '../time/serverClock';
import { Link } from './link';
import type { Snapshot, Update } from './messages';
import { Topic, type Subscribe } from './topic';

/** The server allows a connection 50 topics; ten pages with three each are the most that WeChat stacks. */
export const MostTopics = 30;

/** A snapshot on a slow line takes less; a lost one is asked for again on the same connection. */
const SnapshotWithinMs = 8_000;

const OfflineAfterMs = 20_000; // a restart of the server takes less
const SettledAfterMs = 5_000; // a shorter connection counts as a failed try
const HiddenForMs = 20_000; // a hidden app keeps its connection so long: WeChat's payment sheet hides the app

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'offline';

interface Followed {
  readonly topic: Topic;
  readonly listeners: Set<(data: unknown) => void>;
  last: { readonly data: unknown } | null;
}

/** The one live connection of the app, reconnected for ever while the app is shown, and the topics on it. */
export class Live {
  private readonly topics = new Map<string, Followed>();
  private readonly backoff: Backoff;
  private link: Link | null = null;
  private opening: Link | null = null;
  private rest: Cancel | null = null;
  private running = false;
  private shown = true;
  private lostAt: number | null = null;
  private stopHidden: () => void = () => undefined;
  private stopOffline: () => void = () => undefined;
  private state: LiveState = 'connecting';
  private listeners: Array<(state: LiveState) => void> = [];

  /** token(): the login at the moment of connecting, null for a visitor. */
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly serverClock: ServerClock,
    private readonly connect: Connect,
    private readonly token: () => string | null,
  ) {
    this.backoff = new Backoff(random);
  }

  get current(): LiveState {
    return this.state;
  }

  onState(listener: (state: LiveState) => void): () => void {
    this.listeners.push(listener);
    return () => (this.listeners = this.listeners.filter(other => other !== listener));
  }

  /** Follows a topic until the returned function is called. Several followers share it, and a new one gets the last state at once. */
  follow(name: string, onData: (data: unknown) => void): () => void {
    const followed = this.topics.get(name) ?? this.add(name);
    followed.listeners.add(onData);
    if (followed.last !== null) onData(followed.last.data);
    this.start();
    return () => {
      if (followed.listeners.delete(onData) && followed.listeners.size === 0) this.remove(name);
    };
  }

  /** How old a topic's state may be, in milliseconds; null before the first one. */
  age(name: string): number | null {
    return this.topics.get(name)?.topic.age ?? null;
  }

  /** Reconnects after a login or logout: the token belongs to the connection. */
  renew(): void {
    this.opening?.close();
    this.link?.close();
    this.backoff.reset();
    this.lost();
    this.hurry();
  }

  /** Takes a snapshot of every topic: what is shown may be old, or the server's time is in doubt. */
  resync(): void {
    for (const { topic } of this.topics.values()) topic.resync();
  }

  /** The network is back, or is another one: the next try begins at once, and a connection that is there is asked for a sign of life. */
  hurry(): void {
    this.rest?.cancel();
    this.link?.ask();
  }

  /** The server asks for a pause before the next connection, in an answer or in a message. */
  stretch(ms: number): void {
    this.backoff.stretch(ms);
  }

  show(): void {
    this.shown = true;
    this.stopHidden();
    this.hurry();
    if (this.link !== null) {
      const subscribe = this.subscribe(this.link);
      for (const { topic } of this.topics.values()) if (topic.idle) void topic.open(subscribe);
      this.resync();
    }
    this.start();
  }

  hide(): void {
    this.shown = false;
    this.stopHidden();
    this.stopHidden = this.clock.after(HiddenForMs, () => {
      this.link?.close();
      this.lost();
    });
  }

  private start(): void {
    if (this.running || !this.shown || this.topics.size === 0) return;
    this.running = true;
    void this.keepUp();
  }

  /** Connects until a connection holds. A lost one begins the next round. */
  private async keepUp(): Promise<void> {
    while (this.shown && this.topics.size > 0) {
      const link = new Link(
        this.clock,
        this.connect(this.token()),
        () => this.shown && this.topics.size > 0,
        () => this.topics.forEach(({ topic }) => topic.heard()),
        () => this.lost(),
      );
      this.listen(link);
      this.opening = link;
      const isOpen = await link.open();
      this.opening = null;
      if (isOpen) return this.opened(link);
      this.missing();
      const rest = (this.rest = new Cancel());
      await pause(this.clock, this.backoff.next(), rest).catch(() => undefined);
      this.rest = null;
    }
    this.running = false;
  }

  private opened(link: Link): void {
    this.link = link;
    const openedAt = this.clock.now();
    this.lostAt = null;
    this.stopOffline();
    const subscribe = this.subscribe(link);
    for (const { topic } of this.topics.values()) void topic.open(subscribe).then(() => this.publish());
    this.clock.after(SettledAfterMs, () => {
      if (this.link === link && this.clock.now() - openedAt >= SettledAfterMs) this.backoff.reset();
    });
    this.publish();
  }

  private listen({ connection }: Link): void {
    connection.on('update', body => {
      const update = body as Update;
      this.topics.get(update.topic)?.topic.receive(update);
    });
    connection.on('resync', body => {
      const { topic, delayMs } = body as { topic: string; delayMs: number };
      this.topics.get(topic)?.topic.resyncAfter(delayMs);
    });
    // A newer connection of the customer has the topic. It comes back when somebody looks at this app again.
    connection.on('ended', body => {
      this.topics.get((body as { topic: string }).topic)?.topic.drop();
      this.publish();
    });
    // The server is about to close many connections and spreads their return.
    connection.on('reconnect', body => this.stretch((body as { delayMs: number }).delayMs));
  }

  private subscribe(link: Link): Subscribe {
    return async name => {
      const sentAt = this.clock.now();
      const snapshot = await this.inTime(link.connection.invoke('Subscribe', name) as Promise<Snapshot>);
      this.serverClock.answered(snapshot.serverTime, sentAt, this.clock.now());
      return snapshot;
    };
  }

  private inTime<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = this.clock.after(SnapshotWithinMs, () => reject(new Error('no snapshot')));
      answer.then(resolve, reject).finally(stop);
    });
  }

  private add(name: string): Followed {
    if (this.topics.size >= MostTopics) throw new RangeError(`More than ${MostTopics} topics are followed.`);
    const followed: Followed = {
      topic: new Topic(name, this.clock, this.random, (data, serverTime) => {
        this.serverClock.pushed(instant(serverTime), this.clock.now());
        followed.last = { data };
        for (const listener of [...followed.listeners]) listener(data);
        this.publish();
      }),
      listeners: new Set(),
      last: null,
    };
    this.topics.set(name, followed);
    if (this.link !== null) void followed.topic.open(this.subscribe(this.link)).then(() => this.publish());
    this.publish();
    return followed;
  }

  private remove(name: string): void {
    this.topics.get(name)?.topic.drop();
    this.topics.delete(name);
    this.link?.connection.invoke('Unsubscribe', name).catch(() => undefined);
    this.publish();
  }

  private lost(): void {
    if (this.link === null) return;
    this.link = null;
    for (const { topic } of this.topics.values()) topic.drop();
    this.missing();
    this.running = false;
    void this.again();
  }

  /** The first try after a loss comes after a pause as well: a node that dies loses all its connections at once. */
  private async again(): Promise<void> {
    if (this.running || !this.shown || this.topics.size === 0) return;
    this.running = true;
    const rest = (this.rest = new Cancel());
    await pause(this.clock, this.backoff.next(), rest).catch(() => undefined);
    this.rest = null;
    void this.keepUp();
  }

  private missing(): void {
    if (this.lostAt === null) {
      this.lostAt = this.clock.now();
      this.stopOffline();
      this.stopOffline = this.clock.after(OfflineAfterMs, () => this.publish());
    }
    this.publish();
  }

  private publish(): void {
    const state = this.stateNow();
    if (state === this.state) return;
    this.state = state;
    for (const listener of [...this.listeners]) listener(state);
  }

  private stateNow(): LiveState {
    if (this.lostAt !== null) return this.clock.now() - this.lostAt >= OfflineAfterMs ? 'offline' : 'reconnecting';
    if (this.link === null) return 'connecting';
    const isCurrent = [...this.topics.values()].every(({ topic }) => topic.current);
    // A short resync keeps "live": its values are a moment old.
    return isCurrent || this.state === 'live' ? 'live' : 'connecting';
  }
}
