import type { Component, Runtime } from './component';

const MostPages = 10;

export type Kind = 'navigateTo' | 'redirectTo' | 'switchTab' | 'reLaunch' | 'navigateBack';

/** The pages that are open, as WeChat stacks them. */
export class Pages {
  readonly stack: Component[] = [];
  /** Tabs that were open stay alive until another way in empties the stack. */
  private readonly tabs = new Map<string, Component>();

  constructor(
    private readonly runtime: Runtime,
    private readonly known: readonly string[],
    private readonly tabRoutes: readonly string[],
  ) {}

  get top(): Component {
    const top = this.stack[this.stack.length - 1];
    if (top === undefined) throw new Error('No page is open.');
    return top;
  }

  /** Throws WeChat's words for a way that is not there. */
  go(kind: Kind, url: string, delta = 1): void {
    if (kind === 'navigateBack') return this.back(delta);
    const [address = '', search] = url.split('?');
    const route = address.replace(/^\//, '');
    const isTab = this.tabRoutes.includes(route);
    if (!this.known.includes(route)) throw new Error(`page "${route}" is not found`);
    if (kind === 'switchTab') {
      if (!isTab) throw new Error('can not switch to no-tabBar page');
      if (search !== undefined) throw new Error('a tab takes no query');
      return this.switchTo(route);
    }
    if (isTab && kind !== 'reLaunch') throw new Error('can not navigateTo a tabbar page');
    if (kind === 'navigateTo') {
      if (this.stack.length >= MostPages) throw new Error('page limit exceeded: 10');
      this.show(this.top, false);
    } else if (kind === 'redirectTo') {
      this.close(this.stack.pop());
    } else {
      this.closeAll();
    }
    this.open(route, queryOf(search ?? ''));
  }

  /** The app comes before the customer's eyes, or leaves them. */
  appIs(isShown: boolean): void {
    this.show(this.top, isShown);
  }

  private closeAll(): void {
    for (const page of new Set([...this.stack.splice(0).reverse(), ...this.tabs.values()])) this.close(page);
    this.tabs.clear();
  }

  private back(delta: number): void {
    if (this.stack.length < 2) throw new Error('cannot navigate back at first page');
    for (let times = 0; times < delta && this.stack.length > 1; times++) this.close(this.stack.pop());
    this.show(this.top, true);
  }

  private switchTo(route: string): void {
    if (this.stack.length === 1 && this.top.self['route'] === route) return;
    const [bottom] = this.stack;
    const above = this.stack.splice(this.tabs.get(String(bottom?.self['route'])) === bottom ? 1 : 0);
    for (const page of above.reverse()) this.close(page);
    const left = this.stack.pop();
    if (left !== undefined && above.length === 0) this.show(left, false);
    const page = this.tabs.get(route);
    if (page === undefined) return this.open(route, {});
    this.stack.push(page);
    this.show(page, true);
  }

  private open(route: string, query: object): void {
    const page = this.runtime.create(route, null, route);
    this.stack.push(page);
    if (this.tabRoutes.includes(route)) this.tabs.set(route, page);
    page.render();
    page.attach();
    page.call('onLoad', query);
    this.show(page, true);
    this.runtime.ready(page);
  }

  private show(page: Component, isShown: boolean): void {
    page.call(isShown ? 'onShow' : 'onHide');
    page.pageIs(isShown ? 'show' : 'hide');
  }

  private close(page: Component | undefined): void {
    if (page === undefined) return;
    page.call('onUnload');
    page.detach();
  }
}

/** WeChat hands values over as they stand in the address. */
export const queryOf = (search: string): Record<string, string> =>
  Object.fromEntries(
    search
      .split('&')
      .filter(pair => pair !== '')
      .map(pair => [pair.replace(/=.*/s, ''), pair.includes('=') ? pair.replace(/^[^=]*=/s, '') : '']),
  );
