// New versions of the mini-program, which WeChat loads beside the running one.
import { text } from '@/texts/text';
import { confirmed } from './ask';
import { isBrowser } from './phone';

/** Begins with the app. A browser has the newest version after each visit. */
export function watchUpdates(): void {
  if (isBrowser) return;
  const updates = uni.getUpdateManager();
  updates.onUpdateReady(() => void offer(() => updates.applyUpdate()));
}

async function offer(restart: () => void): Promise<void> {
  const says = (part: string): string => text(`common.update.${part}`);
  if (await confirmed({ heading: says('heading'), body: says('body'), yes: says('yes') })) restart();
}
