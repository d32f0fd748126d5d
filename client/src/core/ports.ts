// What the core needs of the platform. A test gives its own.

/** A count of milliseconds that begins anywhere, and timers on it. */
export interface Clock {
  now(): number;
  /** Runs once after the delay. Returns a function that stops the timer. */
  after(ms: number, run: () => void): () => void;
}

/** Texts that outlive the app. Every call may fail: the storage may be full, or be cleared by WeChat at any time. */
export interface Storage {
  read(place: string): string | null;
  /** False: nothing was kept. */
  write(place: string, text: string): boolean;
  remove(place: string): void;
}

export interface Random {
  /** From 0 to below 1. */
  fraction(): number;
  bytes(count: number): Promise<Uint8Array>;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpCall {
  /** Rejects when there is no answer. */
  readonly answer: Promise<HttpAnswer>;
  abort(): void;
}

export interface Http {
  send(request: HttpRequest): HttpCall;
}

/** A connection of the live hub. */
export interface HubConnection {
  start(): Promise<void>;
  stop(): void;
  invoke(method: string, argument: string): Promise<unknown>;
  on(message: string, receive: (body: unknown) => void): void;
  onClosed(listener: () => void): void;
  /** Anything that came through the socket, keep-alive included. */
  onHeard(listener: () => void): void;
}

export type Connect = (token: string | null) => HubConnection;

/** WeChat's login code, or the simulator's. Null: somebody must be asked first. */
export interface LoginCodes {
  next(): Promise<string | null>;
}

export interface PayParameters {
  readonly appId: string;
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: string;
  readonly paySign: string;
  readonly payPage?: string | null;
}

/** The outcome that the wallet reports. It proves nothing: only the server knows whether money came. */
export type WalletOutcome = 'ok' | 'cancel' | 'fail';

export interface Wallet {
  pay(parameters: PayParameters): Promise<WalletOutcome>;
}
