type Listener<T> = ((event: T) => void) | null;

/**
 * A socket of the browser's form over uni.connectSocket, as SignalR's client wants it. Its end is told exactly once, also where WeChat
 * only reports an error, or nothing because the socket was closed before it was open. heard() tells of everything that came.
 */
export class UniSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;

  binaryType = 'arraybuffer';
  readyState = UniSocket.CONNECTING;
  onopen: Listener<unknown> = null;
  onmessage: Listener<{ data: unknown }> = null;
  onerror: Listener<unknown> = null;
  onclose: Listener<{ code: number; reason: string; wasClean: boolean }> = null;
  private readonly task: UniApp.SocketTask;

  constructor(url: string, heard: () => void) {
    // Without a callback uni.connectSocket returns a promise instead of the socket.
    this.task = uni.connectSocket({ url, complete: () => undefined });
    this.task.onOpen(() => {
      if (this.readyState !== UniSocket.CONNECTING) return;
      this.readyState = UniSocket.OPEN;
      heard();
      this.onopen?.({});
    });
    this.task.onMessage(({ data }) => {
      if (this.readyState !== UniSocket.OPEN) return;
      heard();
      this.onmessage?.({ data });
    });
    this.task.onError(error => {
      this.onerror?.(error);
      if (this.readyState === UniSocket.CONNECTING) this.end(1006, '');
    });
    this.task.onClose(event => {
      const { code = 1006, reason = '' } = (event ?? {}) as { code?: number; reason?: string };
      this.end(code, reason);
    });
  }

  send(data: string | ArrayBuffer): void {
    this.task.send({ data });
  }

  close(code = 1000, reason = ''): void {
    if (this.readyState >= UniSocket.CLOSING) return;
    this.task.close({ code, reason });
    // WeChat counts the socket until it is closed, and never tells the end of one that was not open.
    this.end(code, reason);
  }

  private end(code: number, reason: string): void {
    if (this.readyState === UniSocket.CLOSED) return;
    this.readyState = UniSocket.CLOSED;
    this.onclose?.({ code, reason, wasClean: code === 1000 });
  }
}
