import { scopeIn, textOf, type Expressions } from './expression';
import type { Tag, Template } from './wxml';

/** A place in a list of children where a node stands, known again by its key in the next rendering. */
export interface Spot {
  readonly key: string;
  readonly template: Template;
  readonly scope: object;
}

/** The spots of children as wx:if, wx:for and <block> have them for now. */
export function spotsOf(templates: readonly Template[], scope: object, expressions: Expressions, key = ''): Spot[] {
  const spots: Spot[] = [];
  let isChosen = true; // by an earlier branch of wx:if
  templates.forEach((template, at) => {
    const here = `${key}/${at}`;
    if (typeof template === 'string') {
      spots.push({ key: here, template, scope });
      return;
    }
    const { attributes } = template;
    const test = attributes.get('wx:if') ?? attributes.get('wx:elif');
    if (test !== undefined || attributes.has('wx:else')) {
      if (attributes.has('wx:for')) throw new Error('wx:for and wx:if on one element.');
      const shows = test === undefined || Boolean(expressions.value(test, scope));
      const isFirst = attributes.has('wx:if');
      if (!shows || (!isFirst && isChosen)) {
        if (isFirst) isChosen = false;
        return;
      }
      isChosen = true;
    }
    for (const item of itemsOf(template, scope, expressions)) {
      const spot = { key: here + item.key, template, scope: item.scope };
      if (template.name === 'block') spots.push(...spotsOf(template.children, spot.scope, expressions, spot.key));
      else spots.push(spot);
    }
  });
  if (new Set(spots.map(spot => spot.key)).size < spots.length) throw new Error('Two items of wx:for have one key.');
  return spots;
}

function itemsOf(tag: Tag, scope: object, expressions: Expressions): ReadonlyArray<{ key: string; scope: object }> {
  const source = tag.attributes.get('wx:for');
  if (source === undefined) return [{ key: '', scope }];
  const list = expressions.value(source, scope) ?? [];
  if (!Array.isArray(list)) throw new Error(`wx:for is over no list: ${source}`);
  const name = tag.attributes.get('wx:for-item') ?? 'item';
  const key = tag.attributes.get('wx:key');
  return list.map((item: unknown, index) => ({
    key: `:${key === undefined ? index : textOf((item as Record<string, unknown>)[key])}`,
    scope: scopeIn(scope, { [name]: item, index }),
  }));
}
