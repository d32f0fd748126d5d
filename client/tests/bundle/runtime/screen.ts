import type { Component } from './component';
import { textOf } from './expression';
import { Element, type Node } from './tree';

/** An element of the page that is shown, as a customer has it before the eyes and under the finger. */
export class View {
  constructor(private readonly element: Element) {}

  get text(): string {
    return textIn(this.element).replace(/\s+/g, ' ').trim();
  }

  attribute(name: string): string {
    return textOf(this.element.attributes.get(name));
  }

  get isDisabled(): boolean {
    return this.element.attributes.get('disabled') === true;
  }

  all(testId: string): View[] {
    return [...within(shownIn(this.element))].filter(isNamed(testId)).map(element => new View(element));
  }

  /** Each button in it. */
  get buttons(): View[] {
    return [...within(shownIn(this.element))].filter(({ name }) => name === 'button').map(each => new View(each));
  }

  tap(): void {
    if (this.isDisabled) throw new Error(`The button «${this.text}» is disabled.`);
    if (!bubbled(this.element, 'tap')) throw new Error(`Nobody hears a tap on «${this.text}».`);
  }

  type(value: string): void {
    if (this.element.name !== 'input') throw new Error(`<${this.element.name}> is no input.`);
    this.fire('input', { value });
    if (this.element.handlers.has('blur')) this.fire('blur', { value });
  }

  /** An event of this element alone, with WeChat's detail. */
  fire(type: string, detail: object = {}): void {
    if (!fired(this.element, this.element, type, detail)) throw new Error(`Nobody hears ${type} on «${this.text}».`);
  }
}

/** The elements with this test id on a page, in reading order. */
export const viewsOf = (page: Component, testId: string): View[] =>
  [...within(page.nodes)].filter(isNamed(testId)).map(element => new View(element));

export const pageText = (page: Component): string => page.nodes.map(textIn).join(' ');

const isNamed =
  (testId: string) =>
  (element: Element): boolean =>
    element.attributes.get('data-testid') === testId;

/** What stands inside of an element on the screen: a host shows its own tree, and a slot there what the host holds. */
function shownIn(element: Element): readonly Node[] {
  if (element.hosted !== null) return element.hosted.nodes;
  const filled = element.name === 'slot' ? element.owner.host?.children : undefined;
  return filled !== undefined && filled.length > 0 ? filled : element.children;
}

function* within(nodes: readonly Node[]): Generator<Element> {
  for (const node of nodes) {
    if (!(node instanceof Element)) continue;
    yield node;
    yield* within(shownIn(node));
  }
}

const textIn = (node: Node): string => (node instanceof Element ? shownIn(node).map(textIn).join(' ') : node.value);

/** The element around another on the screen. */
function around({ parent, owner }: Element): Element | null {
  if (parent === null) return owner.host;
  if (parent.hosted === null) return parent;
  for (const element of within(parent.hosted.nodes))
    if (element.name === 'slot' && element.owner === parent.hosted) return element;
  return parent;
}

function bubbled(target: Element, type: string): boolean {
  let isHeard = false;
  for (let at: Element | null = target; at !== null; at = around(at)) {
    if (fired(at, target, type, {})) isHeard = true;
    if (at.handlers.get(type)?.stops) break;
  }
  return isHeard;
}

function fired(at: Element, target: Element, type: string, detail: object): boolean {
  const handler = at.handlers.get(type);
  if (handler === undefined) return false;
  const shape = (element: Element): object => ({ id: textOf(element.attributes.get('id')), dataset: element.dataset });
  at.owner.call(handler.method, {
    type,
    timeStamp: Date.now(),
    target: shape(target),
    currentTarget: shape(at),
    detail,
  });
  return true;
}
