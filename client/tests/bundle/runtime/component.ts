import { isDeepStrictEqual } from 'node:util';
import { scopeOf, type Expressions } from './expression';
import { rendered, Element, type Node } from './tree';
import type { Template } from './wxml';

type Method = (...args: unknown[]) => unknown;
type Methods = Readonly<Record<string, Method>>;

/** What the program hands to Component(). */
export interface Definition {
  readonly options?: object;
  readonly data?: object;
  readonly behaviors?: readonly unknown[];
  readonly properties: Readonly<Record<string, { readonly value?: unknown; readonly observer?: Method }>>;
  readonly observers: Methods;
  readonly methods: Methods;
  readonly lifetimes: Methods;
  readonly pageLifetimes: Methods;
  readonly created: Method;
}

/** A component's files, read. */
export interface Blueprint {
  readonly definition: Definition;
  readonly template: readonly Template[];
  /** The paths of the components that its template may use, by tag. */
  readonly components: ReadonlyMap<string, string>;
}

/** What components need of the program that runs them. */
export interface Runtime {
  readonly expressions: Expressions;
  create(path: string, host: Element | null, route?: string): Component;
  /** Runs code of the program. What it throws is a fault of the program, and the base library goes on. */
  guarded(run: () => unknown): unknown;
  later(run: () => void): void;
  ready(component: Component): void;
  /** The screen shows something else. */
  changed(): void;
}

/** A component, or a page, which has no host. */
export class Component {
  /** What its code sees as `this`. */
  readonly self: Record<string, unknown>;
  /** Its data and properties. */
  readonly data: Record<string, unknown>;
  nodes: Node[] = [];
  isAttached = false;
  isGone = false;
  private isRendering = false;
  private isStale = false;

  constructor(
    readonly runtime: Runtime,
    readonly path: string,
    readonly blueprint: Blueprint,
    readonly host: Element | null,
    route?: string,
  ) {
    const { data, behaviors, properties, methods, created } = blueprint.definition;
    if (behaviors !== undefined && behaviors.length > 0) throw new Error(`${path} has behaviours.`);
    const defaults = Object.entries(properties).map(([name, { value }]) => [name, value]);
    this.data = structuredClone({ ...data, ...Object.fromEntries(defaults) }) as Record<string, unknown>;
    this.self = {
      ...methods,
      is: path,
      ...(route === undefined ? {} : { route }),
      data: this.data,
      properties: this.data,
      setData: (changes: Record<string, unknown>, done?: () => void) => this.setData(changes, done),
      triggerEvent: (event: string, detail: unknown) => this.trigger(event, detail),
    };
    runtime.guarded(() => created.call(this.self));
  }

  /** Takes the attributes of its host that are properties. */
  setProperties(attributes: ReadonlyMap<string, unknown>): void {
    const changes: Record<string, unknown> = {};
    for (const [name, value] of attributes) {
      const property = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
      if (property in this.blueprint.definition.properties) changes[property] = value;
    }
    this.change(changes);
  }

  call(name: string, ...args: unknown[]): unknown {
    const method = this.self[name];
    if (typeof method !== 'function') throw new Error(`${this.path} has no method ${name}.`);
    return this.runtime.guarded(() => (method as Method).apply(this.self, args));
  }

  render(): void {
    this.isStale = true;
    if (this.isRendering) return;
    this.isRendering = true;
    while (this.isStale) {
      this.isStale = false;
      this.nodes = rendered(this.blueprint.template, scopeOf(this.data), this.nodes, this, null);
    }
    this.isRendering = false;
  }

  attach(): void {
    this.live('attached');
    this.isAttached = true;
    for (const node of [...this.nodes]) if (node instanceof Element && !node.isAttached) node.attach();
  }

  detach(): void {
    for (const node of this.nodes) if (node instanceof Element) node.detach();
    this.isGone = true;
    this.live('detached');
  }

  live(lifetime: 'attached' | 'ready' | 'detached'): void {
    const run = this.blueprint.definition.lifetimes[lifetime];
    if (run !== undefined) this.runtime.guarded(() => run.call(this.self));
  }

  /** The page of this component is shown or hidden. */
  pageIs(what: 'show' | 'hide'): void {
    this.runtime.guarded(() => this.blueprint.definition.pageLifetimes[what]?.call(this.self));
    const tell = (node: Node): void => {
      if (!(node instanceof Element)) return;
      node.hosted?.pageIs(what);
      node.children.forEach(tell);
    };
    this.nodes.forEach(tell);
  }

  private setData(changes: Record<string, unknown>, done?: () => void): void {
    if (this.isGone) return;
    this.change(changes);
    this.render();
    this.runtime.changed();
    if (done !== undefined) this.runtime.later(() => this.runtime.guarded(() => done.call(this.self)));
  }

  private change(changes: Record<string, unknown>): void {
    const { properties, observers } = this.blueprint.definition;
    const changed = new Map<string, unknown>();
    for (const [path, value] of Object.entries(changes)) {
      const steps = path.split(/[.[\]]+/).filter(step => step !== '');
      const [name = ''] = steps;
      if (!changed.has(name)) changed.set(name, this.data[name]);
      // Data is copied: it crosses to WeChat's view, and a function in it is refused.
      put(this.data, steps, structuredClone(value), path);
    }
    for (const [name, before] of changed) {
      const value = this.data[name];
      const { observer } = properties[name] ?? {};
      if (observer !== undefined && !isDeepStrictEqual(value, before))
        this.runtime.guarded(() => observer.call(this.self, value, before));
      const observe = observers[name];
      if (observe !== undefined) this.runtime.guarded(() => observe.call(this.self, value));
    }
  }

  private trigger(event: string, detail: unknown = {}): void {
    const handler = this.host?.handlers.get(event);
    if (this.host === null || handler === undefined) return;
    const target = { id: this.host.attributes.get('id') ?? '', dataset: this.host.dataset };
    this.host.owner.call(handler.method, { type: event, timeStamp: Date.now(), target, currentTarget: target, detail });
  }
}

function put(data: object, steps: readonly string[], value: unknown, path: string): void {
  let at = data as Record<string, unknown>;
  for (const step of steps.slice(0, -1)) {
    const next = at[step];
    if (typeof next !== 'object' || next === null) throw new Error(`setData finds nothing at ${path}.`);
    at = next as Record<string, unknown>;
  }
  at[steps[steps.length - 1] ?? ''] = value;
}
