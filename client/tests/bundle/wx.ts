import { createRequire } from 'node:module';
import { randomBytes } from 'node:crypto';
import { address } from '../product/product';

const WebSocket = createRequire(import.meta.url)('ws') as new (url: string) => Socket;

interface Socket {
  on(event: string, listener: (...args: never[]) => void): void;
  send(data: string): void;
  close(): void;
  readonly readyState: number;
}

type Options = Record<string, unknown> & {
  success?: (result: object) => void;
  fail?: (error: object) => void;
  complete?: (result: object) => void;
};

/** What a test may change of the phone. */
export interface PhoneSettings {
  /** The customer's name at the simulator. */
  name: string;
  storage: Map<string, unknown>;
  /** What the payment sheet reports; the payment itself is made through the simulator's page. */
  pay: (parameters: Record<string, unknown>) => Promise<'ok' | 'cancel' | 'fail'>;
  /** Every address that was asked for. */
  readonly asked: string[];
  /** Every message that came through a socket. */
  readonly heard: string[];
}

const done = (options: Options, result: object): void => {
  options.success?.(result);
  options.complete?.(result);
};
const failed = (options: Options, errMsg: string): void => {
  options.fail?.({ errMsg });
  options.complete?.({ errMsg });
};

const system = {
  SDKVersion: '2.32.3',
  platform: 'devtools',
  system: 'iOS 15.0',
  brand: 'devtools',
  model: 'phone',
  language: 'zh_CN',
  version: '8.0.40',
  pixelRatio: 2,
  screenWidth: 390,
  screenHeight: 844,
  windowWidth: 390,
  windowHeight: 750,
  statusBarHeight: 44,
  safeArea: { left: 0, right: 390, top: 44, bottom: 810, width: 390, height: 766 },
  theme: 'light',
};

/** A wx that has what the base library has and the client uses, and fails for everything else. */
export function fakeWx(phone: PhoneSettings, navigate: (kind: string, url: string) => void): object {
  const known: Record<string, unknown> = {
    getSystemInfoSync: () => system,
    getAppBaseInfo: () => system,
    getWindowInfo: () => system,
    getDeviceInfo: () => system,
    getSystemSetting: () => system,
    getAppAuthorizeSetting: () => ({}),
    getLaunchOptionsSync: () => ({ path: 'pages/home/home', query: {}, scene: 1001 }),
    getEnterOptionsSync: () => ({ path: 'pages/home/home', query: {}, scene: 1001 }),
    canIUse: () => true,
    onAppShow: () => undefined,
    onAppHide: () => undefined,
    onThemeChange: () => undefined,
    onNetworkStatusChange: () => undefined,
    onNeedPrivacyAuthorization: () => undefined,
    getUpdateManager: () => ({ onUpdateReady: () => undefined, applyUpdate: () => undefined }),
    nextTick: (run: () => void) => setTimeout(run, 0),
    getStorageSync: (key: string) => phone.storage.get(key) ?? '',
    setStorageSync: (key: string, value: unknown) => void phone.storage.set(key, value),
    removeStorageSync: (key: string) => void phone.storage.delete(key),
    setStorage: (options: Options) => done(options, {}),
    login: (options: Options) => done(options, { code: `u-${phone.name}`, errMsg: 'login:ok' }),
    getUserCryptoManager: () => ({
      getRandomValues: (options: Options & { length: number }) => {
        const bytes = randomBytes(options.length);
        done(options, { randomValues: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) });
      },
    }),
    request: (options: Options & { url: string; method?: string; header?: Record<string, string>; data?: string }) => {
      const controller = new AbortController();
      const method = options.method ?? 'GET';
      phone.asked.push(`${method} ${options.url}`);
      fetch(options.url, {
        method,
        headers: options.header,
        body: method === 'GET' ? undefined : options.data,
        signal: controller.signal,
      })
        .then(async response => {
          // WeChat parses JSON unless another type of data is asked for.
          const text = await response.text();
          const data: unknown = options['dataType'] === 'text' ? text : JSON.parse(text);
          // Phones differ in how they spell a header.
          const header: Record<string, string> = {};
          response.headers.forEach((value, name) => {
            header[name.replace(/(^|-)[a-z]/g, letter => letter.toUpperCase())] = value;
          });
          done(options, { statusCode: response.status, header, data, errMsg: 'request:ok' });
        })
        .catch(() => failed(options, 'request:fail'));
      return { abort: () => controller.abort() };
    },
    connectSocket: (options: Options & { url: string }) => {
      if (!options.url.startsWith(address.replace(/^http/, 'ws')))
        failed(options, 'connectSocket:fail url not in domain list');
      const socket = new WebSocket(options.url);
      return {
        onOpen: (run: () => void) => socket.on('open', run),
        onMessage: (run: (event: object) => void) =>
          socket.on('message', (data: never) => {
            phone.heard.push(String(data));
            run({ data: String(data) });
          }),
        onClose: (run: (event: object) => void) => socket.on('close', (code: never) => run({ code, reason: '' })),
        onError: (run: (event: object) => void) => socket.on('error', (error: never) => run({ errMsg: String(error) })),
        send: ({ data }: { data: string }) => socket.send(data),
        close: () => socket.close(),
      };
    },
    requestPayment: (options: Options) => {
      void phone.pay(options).then(outcome => {
        if (outcome === 'ok') done(options, { errMsg: 'requestPayment:ok' });
        else failed(options, outcome === 'cancel' ? 'requestPayment:fail cancel' : 'requestPayment:fail');
      });
    },
    requestSubscribeMessage: (options: Options) => failed(options, 'requestSubscribeMessage:fail'),
    showModal: (options: Options) => done(options, { confirm: true, cancel: false }),
    showToast: (options: Options) => done(options, {}),
  };
  for (const kind of ['navigateTo', 'redirectTo', 'switchTab', 'reLaunch', 'navigateBack']) {
    known[kind] = (options: Options & { url?: string }) => {
      navigate(kind, options.url ?? '');
      done(options, { errMsg: `${kind}:ok` });
    };
  }
  return new Proxy(known, {
    get(target, name) {
      if (typeof name === 'symbol' || name in target) return target[name as string];
      // What uni-app looks for and does without.
      if (
        /^(create(Page|Component|App|PluginApp|SubpackageApp)|\$|qy|cloud|router|env|__|then|toJSON|getExptInfoSync)/.test(
          name,
        )
      )
        return undefined;
      throw new Error(`The phone has no wx.${name}.`);
    },
    has: (target, name) => name in target,
  });
}
