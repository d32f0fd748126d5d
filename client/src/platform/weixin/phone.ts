import type { LoginCodes, PayParameters, Wallet, WalletOutcome } from '@/core/ports';

interface CryptoManager {
  getRandomValues(options: {
    length: number;
    success: (result: { randomValues: ArrayBuffer }) => void;
    fail: (error: unknown) => void;
  }): void;
}

declare const wx: { getUserCryptoManager(): CryptoManager };

export const randomBytes = (length: number): Promise<ArrayBuffer> =>
  new Promise((resolve, reject) =>
    wx.getUserCryptoManager().getRandomValues({
      length,
      success: ({ randomValues }) => resolve(randomValues),
      fail: reject,
    }),
  );

/** A login that WeChat refuses leaves the customer to the login's button. */
export const loginCodes: LoginCodes = {
  next: () => new Promise(resolve => uni.login({ success: ({ code }) => resolve(code), fail: () => resolve(null) })),
};

export const wallet: Wallet = {
  pay: (parameters: PayParameters) =>
    new Promise<WalletOutcome>(resolve =>
      uni.requestPayment({
        provider: 'wxpay',
        orderInfo: '',
        timeStamp: parameters.timeStamp,
        nonceStr: parameters.nonceStr,
        package: parameters.package,
        signType: parameters.signType,
        paySign: parameters.paySign,
        success: () => resolve('ok'),
        fail: ({ errMsg }: { errMsg?: string }) => resolve(/cancel/.test(errMsg ?? '') ? 'cancel' : 'fail'),
      } as UniApp.RequestPaymentOptions),
    ),
};

/** The wallet's outcome before this start: WeChat's sheet stays in the app. */
export const takeOutcome = (): WalletOutcome | null => null;
