import { isDeepStrictEqual } from 'node:util';
import { textOf } from './expression';
import type { Component } from './component';
import { spotsOf, type Spot } from './spots';
import type { Tag, Template } from './wxml';

const BuiltIn = ['view', 'text', 'button', 'input', 'image', 'slot'];

export class Text {
  value = '';

  constructor(
    readonly key: string,
    private readonly source: string,
    private readonly owner: Component,
  ) {}

  update(scope: object): void {
    this.value = textOf(this.owner.runtime.expressions.value(this.source, scope));
  }
}

/** An element of a component's own tree. That of another component is its host, and its children go into that one's slot. */
export class Element {
  readonly attributes = new Map<string, unknown>();
  readonly handlers = new Map<string, { readonly method: string; readonly stops: boolean }>();
  readonly name: string;
  readonly hosted: Component | null;
  children: Node[] = [];
  isAttached = false;

  constructor(
    readonly key: string,
    private readonly tag: Tag,
    readonly owner: Component,
    readonly parent: Element | null,
    scope: object,
  ) {
    this.name = tag.name;
    const isHost = owner.blueprint.components.has(this.name);
    if (!isHost && !BuiltIn.includes(this.name)) throw new Error(`${owner.path} has no <${this.name}>.`);
    if (this.name === 'slot' && tag.attributes.has('name')) throw new Error('Slots have no names.');
    this.evaluate(scope);
    this.hosted = isHost ? owner.runtime.create(owner.blueprint.components.get(this.name) ?? '', this) : null;
    this.hosted?.setProperties(this.attributes);
    this.hosted?.render();
    this.children = rendered(tag.children, scope, [], owner, this);
  }

  get dataset(): Record<string, unknown> {
    const entries = [...this.attributes].filter(([name]) => name.startsWith('data-'));
    return Object.fromEntries(entries.map(([name, value]) => [camelized(name.slice(5)), value]));
  }

  update(scope: object): void {
    const changed = this.evaluate(scope);
    this.hosted?.setProperties(changed);
    this.children = rendered(this.tag.children, scope, this.children, this.owner, this);
  }

  /** Comes into the page: first a host's own component and its tree, then the children. */
  attach(): void {
    this.isAttached = true;
    this.hosted?.attach();
    for (const child of this.children) if (child instanceof Element) child.attach();
    if (this.hosted !== null) this.owner.runtime.ready(this.hosted);
  }

  detach(): void {
    for (const child of this.children) if (child instanceof Element) child.detach();
    this.hosted?.detach();
  }

  /** Returns the attributes that changed. */
  private evaluate(scope: object): Map<string, unknown> {
    const changed = new Map<string, unknown>();
    for (const [name, source] of this.tag.attributes) {
      if (name.startsWith('wx:')) continue;
      const value = this.owner.runtime.expressions.value(source, scope);
      const event = /^(bind|catch):?(.+)$/.exec(name);
      if (event !== null) {
        this.handlers.set(event[2] ?? '', { method: textOf(value), stops: event[1] === 'catch' });
      } else if (!isDeepStrictEqual(this.attributes.get(name), value)) {
        this.attributes.set(name, value);
        changed.set(name, value);
      }
    }
    return changed;
  }
}

export type Node = Element | Text;

/** The nodes of templates: those of the last rendering where they stay, and new ones. The others leave the page. */
export function rendered(
  templates: readonly Template[],
  scope: object,
  last: readonly Node[],
  owner: Component,
  parent: Element | null,
): Node[] {
  const before = new Map(last.map(node => [node.key, node]));
  const nodes = spotsOf(templates, scope, owner.runtime.expressions).map(spot => {
    const known = before.get(spot.key);
    before.delete(spot.key);
    return known === undefined ? created(spot, owner, parent) : updated(known, spot);
  });
  for (const gone of before.values()) if (gone instanceof Element) gone.detach();
  // What comes into a tree that stands is attached at once; else with the tree.
  if (parent === null ? owner.isAttached : parent.isAttached)
    for (const node of nodes) if (node instanceof Element && !last.includes(node)) node.attach();
  return nodes;
}

function created({ key, template, scope }: Spot, owner: Component, parent: Element | null): Node {
  if (typeof template !== 'string') return new Element(key, template, owner, parent, scope);
  const text = new Text(key, template, owner);
  text.update(scope);
  return text;
}

function updated(node: Node, { scope }: Spot): Node {
  node.update(scope);
  return node;
}

const camelized = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
