import { randomBytes } from 'node:crypto';
import { done, failed, type Line, type Options } from './line';
import type { FakePhone } from './phone';
import type { Kind } from './runtime/pages';

export interface Launch {
  readonly path: string;
  readonly query: Record<string, string>;
  readonly scene: number;
}

/** What wx needs of the program that calls it. */
export interface Caller {
  readonly launched: Launch;
  navigate(kind: Kind, options: Options & { url?: string; delta?: number }): void;
  fault(error: Error): void;
}

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

type PrivacyAnswer = { readonly event: 'exposureAuthorization' | 'agree' | 'disagree'; readonly buttonId?: string };
type AskPrivacy = (answer: (answer: PrivacyAnswer) => void) => void;

/** The privacy gate of WeChat: a call that touches personal data waits until the owner agreed, or fails. */
function gateOf(phone: FakePhone): {
  listen(ask: AskPrivacy): void;
  pass(options: Options, name: string, run: () => void): void;
} {
  let ask: AskPrivacy | null = null;
  return {
    listen: next => (ask = next),
    pass: (options, name, run) => {
      phone.sheets.push(name);
      if (phone.hasAgreed) return run();
      const refuse = (): void => failed(options, `${name}:fail privacy permission is not authorized`, { errno: 104 });
      if (ask === null) return refuse();
      ask(({ event, buttonId }) => {
        if (event === 'disagree') refuse();
        if (event !== 'agree') return;
        if (!buttonId) throw new Error('WeChat needs the id of the button that agreed.');
        phone.hasAgreed = true;
        run();
      });
    },
  };
}

/** A wx that has what the base library has and the client uses, and fails for everything else. */
export function fakeWx(phone: FakePhone, line: Line, caller: Caller): object {
  const gate = gateOf(phone);
  const known: Record<string, unknown> = {
    getSystemInfoSync: () => system,
    getAppBaseInfo: () => system,
    getWindowInfo: () => system,
    getDeviceInfo: () => system,
    getSystemSetting: () => system,
    getAppAuthorizeSetting: () => ({}),
    getLaunchOptionsSync: () => caller.launched,
    getEnterOptionsSync: () => caller.launched,
    canIUse: () => true,
    onAppShow: () => undefined,
    onAppHide: () => undefined,
    onThemeChange: () => undefined,
    onNetworkStatusChange: (listener: (network: object) => void) => phone.onNetwork(listener),
    onNeedPrivacyAuthorization: gate.listen,
    getUpdateManager: () => ({ onUpdateReady: () => undefined, applyUpdate: () => undefined }),
    nextTick: (run: () => void) => setTimeout(run, 0),
    getStorageSync: (key: string) => phone.storage.get(key) ?? '',
    setStorageSync: (key: string, value: unknown) => phone.keep(key, value),
    removeStorageSync: (key: string) => void phone.storage.delete(key),
    setStorage: (options: Options) => done(options),
    login: (options: Options) => {
      if (phone.isLoginRefused) failed(options, 'login:fail');
      else done(options, { code: `u-${phone.name}`, errMsg: 'login:ok' });
    },
    getUserCryptoManager: () => ({
      getRandomValues: (options: Options & { length: number }) => {
        const bytes = randomBytes(options.length);
        done(options, { randomValues: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) });
      },
    }),
    request: line.request,
    connectSocket: line.connectSocket,
    requestPayment: (options: Options & { package: string }) => {
      phone.sheets.push('requestPayment');
      void phone.pay(phone.payPages.get(options.package) ?? '').then(outcome => {
        if (outcome === 'ok') done(options, { errMsg: 'requestPayment:ok' });
        else failed(options, outcome === 'cancel' ? 'requestPayment:fail cancel' : 'requestPayment:fail');
      });
    },
    requestSubscribeMessage: (options: Options & { tmplIds: readonly string[] }) => {
      phone.sheets.push('requestSubscribeMessage');
      const answer = phone.takesNotices ? 'accept' : 'reject';
      done(options, Object.fromEntries(options.tmplIds.map(id => [id, answer])));
    },
    getLocation: (options: Options) =>
      gate.pass(options, 'getLocation', () => {
        if (phone.place === null) failed(options, 'getLocation:fail auth deny');
        else done(options, phone.place);
      }),
    scanCode: (options: Options) => {
      phone.sheets.push('scanCode');
      done(options, { result: '', path: phone.scans });
    },
    showModal: (options: Options) => done(options, { confirm: true, cancel: false }),
    showToast: (options: Options) => done(options),
  };
  for (const kind of ['navigateTo', 'redirectTo', 'switchTab', 'reLaunch', 'navigateBack'] as const)
    known[kind] = (options: Options) => caller.navigate(kind, options);
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
      const error = new Error(`The phone has no wx.${name}.`);
      caller.fault(error);
      throw error;
    },
    has: (target, name) => name in target,
  });
}
