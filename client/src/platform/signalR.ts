import { HttpClient, HttpTransportType, HubConnectionBuilder, LogLevel, type HttpResponse } from '@microsoft/signalr';
import type { Connect, HubConnection } from '@/core/ports';
import { UniSocket } from './uniSocket';

/** SignalR's builder wants an HTTP client even where nothing is negotiated. */
class NoNegotiation extends HttpClient {
  override send(): Promise<HttpResponse> {
    return Promise.reject(new Error('Nothing is negotiated.'));
  }
}

/** Opens connections of the hub at an address. */
export const hubAt =
  (url: string): Connect =>
  token => {
    let heard: () => void = () => undefined;
    let socket: UniSocket | null = null;
    class Socket extends UniSocket {
      constructor(address: string) {
        super(address, () => heard());
        socket = this;
      }
    }
    const connection = new HubConnectionBuilder()
      .withUrl(url, {
        skipNegotiation: true,
        transport: HttpTransportType.WebSockets,
        accessTokenFactory: () => token ?? '',
        httpClient: new NoNegotiation(),
        // The option is not in the typings.
        ...({ WebSocket: Socket } as object),
      })
      .configureLogging(LogLevel.None) // the token is in the address that lower levels print
      .build();
    const hub: HubConnection = {
      start: () => connection.start(),
      stop: () => {
        void connection.stop().catch(() => undefined);
        // SignalR does not close a socket that is not open yet, and WeChat allows five.
        socket?.close();
      },
      invoke: (method, argument) => connection.invoke(method, argument),
      on: (message, receive) => connection.on(message, receive),
      onClosed: listener => connection.onclose(listener),
      onHeard: listener => (heard = listener),
    };
    return hub;
  };
