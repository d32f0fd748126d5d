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

/**
 * The simulator's pay page takes the place of WeChat's sheet: the browser leaves, and what happened there is known after the return. A
 * browser that kept the page alive shows it again as it was left: that ends the wait, and the server is asked.
 */
export const wallet: Wallet = {
  pay: ({ payPage }: PayParameters) => {
    if (!payPage) return Promise.resolve<WalletOutcome>('fail');
    const back = new Promise<WalletOutcome>(resolve =>
      addEventListener('pageshow', () => resolve(takeOutcome() ?? 'fail'), { once: true }),
    );
    location.assign(`${payPage}?return=${encodeURIComponent(location.href)}`);
    return back;
  },
};

/** The outcome that the pay page added to the address; taken out of it. */
export function takeOutcome(): WalletOutcome | null {
  const match = /[?&]requestPayment=(ok|cancel|fail)\b/.exec(location.search);
  if (match === null) return null;
  history.replaceState(history.state, '', location.pathname + location.hash);
  return match[1] as WalletOutcome;
}
