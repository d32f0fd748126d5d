import { text } from '@/texts/text';

/** 900 -> "15 分钟", 90 -> "90 秒". */
export function spanOf(seconds: number): string {
  if (seconds % 3600 === 0) return text('common.span.hours', { n: seconds / 3600 });
  if (seconds % 60 === 0) return text('common.span.minutes', { n: seconds / 60 });
  return text('common.span.seconds', { n: seconds });
}
