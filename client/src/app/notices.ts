import type { ConsentList } from '@/core/api/types';
import { customer } from './client';
import { isBrowser } from './phone';

/** WeChat's sheet takes at most three templates. */
export const AtOnce = 3;

/** Opens WeChat's sheet and tells the server what was granted; null when nothing was. A lost answer is left to the next tap. */
export async function askForNotices(templates: readonly string[]): Promise<ConsentList | null> {
  const asked = templates.slice(0, AtOnce);
  const granted = isBrowser ? asked : await sheet(asked);
  if (granted.length === 0) return null;
  return (await customer.call<ConsentList>('POST', '/api/me/consents', { body: { templates: granted } })).data;
}

let missing: readonly string[] = [];

/** Loads what would be asked for: WeChat's sheet opens only right after a tap or a payment, without a request in between. */
export async function prepareNotices(): Promise<void> {
  if (isBrowser) return;
  try {
    const { consents } = await customer.get<ConsentList>('/api/me/consents');
    missing = consents.filter(({ remaining }) => remaining === 0).map(({ templateId }) => templateId);
  } catch {
    missing = [];
  }
}

/** Asks for consent after a payment, once for what was prepared. Nothing depends on the answer. */
export async function offerNotices(): Promise<void> {
  const templates = missing;
  missing = [];
  if (templates.length > 0) await askForNotices(templates).catch(() => null);
}

const sheet = (tmplIds: readonly string[]): Promise<readonly string[]> =>
  new Promise(resolve =>
    uni.requestSubscribeMessage({
      tmplIds: [...tmplIds],
      success: result => resolve(tmplIds.filter(id => (result as unknown as Record<string, string>)[id] === 'accept')),
      fail: () => resolve([]),
    }),
  );
