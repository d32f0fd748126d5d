import { ofLink, ofScene } from '@/core/links/target';
import { text } from '@/texts/text';
import { isBrowser } from './phone';
import { addressOf, go } from './open';

/** Scans a code and goes where it leads. A browser has no scanner: the list of stations is the way there. */
export function scanPump(): void {
  if (isBrowser) return go('/pages/fuel/fuel');
  uni.scanCode({
    onlyFromCamera: false,
    success: ({ result, path }) => {
      const scene = /[?&]scene=([^&]*)/.exec(path ?? '')?.[1];
      const target = scene === undefined ? ofLink(result) : ofScene(decodeURIComponent(scene));
      if (target === null) void uni.showToast({ title: text('common.states.gone'), icon: 'none' });
      else go(addressOf(target));
    },
  });
}
