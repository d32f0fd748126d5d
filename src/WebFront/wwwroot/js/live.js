// The live connection: one WebSocket, reconnected for ever, and the topics subscribed on it.
import { backoff, pause } from './backoff.js';
import { clock } from './clock.js';
import { Topic } from './topic.js';

const OfflineAfterMs = 20_000; // a server restart takes less; a longer gap is reported as offline
const SyncWithinMs = 4_000; // a normal connection with its first snapshots takes less
const SettledAfterMs = 5_000; // a shorter connection counts as a failed try

export class Live {
  #signalR = globalThis.signalR;
  #token;
  #onState;
  #onFailed;
  #topics = new Map();
  #connection = null;
  #wait = null;
  #renewed = false;
  #lostAt = null; // the start of the current gap; null before the first
  #syncingAt = clock.localNow();
  #state = null;

  /** token() returns the bearer token or null. onState('connecting'|'live'|'reconnecting'|'offline'). onFailed(): a try failed. */
  constructor({ token = () => null, onState = () => {}, onFailed = () => {} } = {}) {
    this.#token = token;
    this.#onState = onState;
    this.#onFailed = onFailed;
    addEventListener('online', () => this.hurry());
    addEventListener('offline', () => this.#publishState());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#seen());
  }

  start() {
    this.#publishState();
    setInterval(() => this.#publishState(), 1000);
    void this.#keepUp();
  }

  follow(name, onData) {
    const topic = new Topic(name, (data, message) => {
      clock.pushed(message.serverTime);
      onData(data);
    });
    this.#topics.set(name, topic);
    if (this.#connection) this.#openTopic(topic, this.#connection);
    this.#publishState();
  }

  leave(name) {
    const topic = this.#topics.get(name);
    if (!topic) return;
    topic.drop();
    this.#topics.delete(name);
    this.#connection?.invoke('Unsubscribe', name).catch(() => {});
    this.#publishState();
  }

  /** Fetches a snapshot of a topic without a detected gap. */
  refresh(name) {
    this.#topics.get(name)?.resync();
  }

  /** Reconnects after a login or logout, because the token belongs to the connection. */
  renew() {
    this.#renewed = true;
    void this.#connection?.stop();
    this.hurry();
  }

  /** Starts the next try at once. */
  hurry() {
    this.#wait?.wake();
    this.#publishState();
  }

  async #keepUp() {
    for (let attempt = 0; ; attempt++) {
      const token = this.#token();
      const connection = this.#build(token);
      const closed = new Promise(resolve => connection.onclose(resolve));
      this.#renewed = false;
      if (await this.#started(connection)) {
        const since = clock.localNow();
        if (token === this.#token()) this.#open(connection);
        else this.renew();
        await closed;
        this.#lost();
        if (clock.localNow() - since > SettledAfterMs) attempt = 0;
      } else {
        this.#lostAt ??= clock.localNow();
        this.#onFailed();
      }
      this.#publishState();
      if (this.#renewed) continue;
      this.#wait = pause(backoff(attempt));
      await this.#wait.over;
    }
  }

  async #started(connection) {
    try {
      await connection.start();
      this.#connection = connection;
      this.#lostAt = null;
      return true;
    } catch {
      return false;
    }
  }

  #build(token) {
    const { HubConnectionBuilder, HttpTransportType, LogLevel } = this.#signalR;
    const connection = new HubConnectionBuilder()
      .withUrl('/hubs/live', {
        skipNegotiation: true,
        transport: HttpTransportType.WebSockets,
        accessTokenFactory: () => token ?? '',
      })
      .configureLogging(LogLevel.Warning) // lower levels print the URL with the token
      .build();
    connection.on('update', update => this.#topics.get(update.topic)?.receive(update));
    connection.on('resync', message => this.#topics.get(message.topic)?.resyncAfter(message.delayMs));
    connection.on('ended', message => this.#ended(this.#topics.get(message.topic)));
    return connection;
  }

  #open(connection) {
    for (const topic of this.#topics.values()) this.#openTopic(topic, connection);
  }

  #openTopic(topic, connection) {
    void topic.open(name => connection.invoke('Subscribe', name)).then(() => this.#publishState());
  }

  /** A newer page of the same customer has the topic. It comes back when somebody looks at this page: two pages never take turns. */
  #ended(topic) {
    topic?.drop();
    this.#publishState();
  }

  #seen() {
    this.hurry();
    if (this.#connection)
      for (const topic of this.#topics.values()) if (topic.idle) this.#openTopic(topic, this.#connection);
  }

  #lost() {
    this.#connection = null;
    if (!this.#renewed) this.#lostAt = clock.localNow();
    for (const topic of this.#topics.values()) topic.drop();
  }

  #publishState() {
    const state = this.#currentState();
    if (state !== this.#state) this.#onState((this.#state = state));
  }

  /** 'connecting' lasts until the first snapshots, and a short resync keeps 'live'. SyncWithinMs limits both. */
  #currentState() {
    const now = clock.localNow();
    if (navigator.onLine === false) return 'offline';
    if (this.#connection && [...this.#topics.values()].every(topic => topic.current)) {
      this.#syncingAt = null;
      return 'live';
    }
    this.#syncingAt ??= now;
    if (this.#lostAt !== null) return now - this.#lostAt > OfflineAfterMs ? 'offline' : 'reconnecting';
    if (now - this.#syncingAt > SyncWithinMs) return 'reconnecting';
    return this.#state === 'live' ? 'live' : 'connecting';
  }
}
