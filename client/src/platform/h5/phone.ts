import type { LoginCodes, PayParameters, Wallet, WalletOutcome } from '@/core/ports';
import { Kept } from '@/core/store/kept';
import { uniStorage } from '../uniStorage';

export const randomBytes = (length: number): Promise<ArrayBuffer> =>
  Promise.resolve(crypto.getRandomValues(new Uint8Array(length)).buffer as ArrayBuffer);

/** The simulator knows a customer by a name: a browser has no wx.login. */
export const simulatedName = new Kept<string>(uniStorage, 'fuelgrains.name');

export const loginCodes: LoginCodes = {
  next: () => Promise.resolve(simulatedName.value === null ? null : `u-${simulatedName.value}`),
};

/** The simulator's pay page takes the place of WeChat's sheet: the browser leaves, and what happened there is known after the return. */
export const wallet: Wallet = {
  pay: ({ payPage }: PayParameters) => {
    if (!payPage) return Promise.resolve<WalletOutcome>('fail');
    location.assign(`${payPage}?return=${encodeURIComponent(location.href)}`);
    // A browser that kept the page shows it again after "back", and nobody says what happened meanwhile.
    return new Promise<WalletOutcome>(resolve =>
      addEventListener('pageshow', ({ persisted }) => persisted && resolve('fail'), { once: true }),
    );
  },
};

/** The outcome that the pay page added to the address; taken out of it. */
export function takeOutcome(): WalletOutcome | null {
  const match = /[?&]requestPayment=(ok|cancel|fail)\b/.exec(location.search);
  if (match === null) return null;
  history.replaceState(history.state, '', location.pathname + location.hash);
  return match[1] as WalletOutcome;
}
