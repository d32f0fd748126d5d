// Looks up texts and fills them in. Pages carry keys, never words.
import { slugOf } from '@/core/http/problem';
import { common } from './zh-CN/common';
import { order } from './zh-CN/order';
import { places } from './zh-CN/places';
import { problems } from './zh-CN/problems';
import { pump } from './zh-CN/pump';
import { sale } from './zh-CN/sale';
import { team } from './zh-CN/team';
import { wallet } from './zh-CN/wallet';

export const words = { common, order, places, problems, pump, sale, team, wallet };

type Node = { readonly [name: string]: string | Node };
type Values = Readonly<Record<string, string | number>>;

/**
 * The text of a key such as "sale.button.buy", with its values. A state that only a newer server knows has the text "other" of its group;
 * where there is none, the key itself shows that a text is missing.
 */
export function text(key: string, values: Values = {}): string {
  let found: string | Node | undefined = words as Node;
  let group: string | Node | undefined;
  for (const part of key.split('.')) {
    group = found;
    found = typeof group === 'object' ? group[part] : undefined;
  }
  if (found === undefined && typeof group === 'object') found = group['other'];
  if (typeof found !== 'string') return key;
  return found.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The sentence for a refusal, or for what was no answer. */
export function problemText(error: unknown): string {
  const status = String((error as { status?: unknown } | null)?.status ?? '');
  const sentence = problems[slugOf(error)] ?? problems['unknown'] ?? '';
  return sentence.replace('{status}', status);
}
