import { afterEach, expect, test, vi } from 'vitest';
import type { PayParameters } from '@/core/ports';

vi.mock('@/platform/uniStorage', () => ({
  uniStorage: { read: () => null, write: () => true, remove: () => undefined },
}));

afterEach(() => vi.unstubAllGlobals());

test('a page that the browser kept alive on the way to the payment ends its wait when it is shown again', async () => {
  const left: string[] = [];
  let show: () => void = () => undefined;
  vi.stubGlobal('location', { href: 'http://front.test/m/#/a', search: '', assign: (url: string) => left.push(url) });
  vi.stubGlobal('addEventListener', (event: string, run: () => void) => {
    if (event === 'pageshow') show = run;
  });
  const { wallet } = await import('@/platform/h5/phone');
  const outcome = wallet.pay({ payPage: 'http://wechat.test/pay/1' } as PayParameters);
  expect(left).toEqual(['http://wechat.test/pay/1?return=http%3A%2F%2Ffront.test%2Fm%2F%23%2Fa']);
  show();
  expect(await outcome).toBe('fail');
});
