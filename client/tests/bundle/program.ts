import vm from 'node:vm';
import { eventually } from '../product/product';
import { Bundle } from './built';
import { done, failed, Line, type Options } from './line';
import type { FakePhone } from './phone';
import { Component, type Runtime } from './runtime/component';
import { Expressions } from './runtime/expression';
import { Pages, queryOf, type Kind } from './runtime/pages';
import { pageText, viewsOf, type View } from './runtime/screen';
import { Timers } from './timers';
import { fakeWx, type Launch } from './wx';

type App = Record<string, ((...args: unknown[]) => void) | undefined>;

/** The built mini-program, running where only what a base library has exists: no window, document, process, fetch, URL or sockets. */
export class Program implements Runtime {
  readonly navigations: string[] = [];
  /** What the program threw, logged as an error, or called without its being there. */
  readonly errors: unknown[] = [];
  readonly expressions: Expressions;
  /** Runs whenever the screen changed. */
  onChange: () => void = () => undefined;
  launched: Launch = { path: 'pages/home/home', query: {}, scene: 1001 };
  private readonly bundle: Bundle;
  private readonly line: Line;
  private readonly timers = new Timers(run => this.guarded(run));
  private readonly pages: Pages;
  private waiting: Component[] = []; // for ready
  private app: App | null = null;

  constructor(readonly phone: FakePhone) {
    this.line = new Line(phone);
    const { setTimeout, clearTimeout, setInterval, clearInterval } = this.timers;
    const context = vm.createContext({
      wx: fakeWx(phone, this.line, this),
      console: { ...console, error: (...words: unknown[]) => this.fault(words.length === 1 ? words[0] : words) },
      setTimeout,
      clearTimeout,
      setInterval,
      clearInterval,
      App: (definition: App) => (this.app = definition),
      Page: () => this.fault(new Error('The runtime has no Page().')),
      Component: (definition: object) => this.bundle.define(definition),
      Behavior: (definition: object) => definition,
      getApp: () => this.app,
      getCurrentPages: () => this.pages.stack.map(({ self }) => self),
    });
    // WeChat names the global object so.
    vm.runInContext('globalThis.global = globalThis', context);
    this.expressions = new Expressions(context);
    this.bundle = new Bundle(context);
    this.pages = new Pages(this, this.bundle.routes, this.bundle.tabs);
  }

  /** Starts the app as WeChat does, with the page of a link, a code or a share card. */
  launch(path = 'pages/home/home', scene = 1001): void {
    const [page = '', search = ''] = path.replace(/^\//, '').split('?');
    this.launched = { path: page, query: queryOf(search), scene };
    this.bundle.require('app.js');
    this.tellApp('onLaunch', this.launched);
    this.tellApp('onShow', this.launched);
    this.pages.go('reLaunch', `/${path.replace(/^\//, '')}`);
  }

  /** Loads every page and component of the build; without their files, or with a template that cannot be read, it fails. */
  loadAll(): readonly string[] {
    const paths = new Set(this.bundle.routes);
    for (const path of paths) for (const used of this.bundle.blueprint(path).components.values()) paths.add(used);
    return [...paths];
  }

  /** The path of the page that is shown. */
  get route(): string {
    return String(this.pages.top.self['route']);
  }

  get text(): string {
    return pageText(this.pages.top);
  }

  views(testId: string): View[] {
    return viewsOf(this.pages.top, testId);
  }

  /** The first element with a test id that fits, as soon as the page shows one. */
  async sees(testId: string, fits: (view: View) => boolean = () => true): Promise<View> {
    const look = async (): Promise<View | null> => this.views(testId).find(fits) ?? null;
    return eventually(look).catch(() => {
      const there = this.views(testId).map(({ text }) => text);
      throw new Error(`${this.route} shows no such ${testId}; it shows ${JSON.stringify(there)}.`);
    });
  }

  async reads(words: string): Promise<void> {
    await eventually(async () => (this.text.includes(words) ? true : null));
  }

  async taps(testId: string): Promise<void> {
    (await this.sees(testId, view => !view.isDisabled)).tap();
  }

  /** The customer leads the way: a tab, or back. */
  async goes(kind: Kind, url = ''): Promise<void> {
    await new Promise<void>((success, fail) => this.navigate(kind, { url, success: () => success(), fail }));
  }

  /** Another app comes to the front. */
  hide(): void {
    this.pages.appIs(false);
    this.tellApp('onHide', {});
  }

  /** The customer comes back to this app. */
  show(): void {
    this.tellApp('onShow', this.launched);
    this.pages.appIs(true);
  }

  /** The card that the shown page gives to WeChat. */
  share(): { readonly title: string; readonly path: string } {
    return this.pages.top.call('onShareAppMessage', { from: 'button' }) as { title: string; path: string };
  }

  /** The network goes, and with it every connection. */
  losesNetwork(): void {
    this.phone.networkIs('none');
    this.line.cut();
  }

  /** Nothing that waits goes on until the returned function is called. */
  holdTimers(): () => void {
    return this.timers.hold();
  }

  /** Kills the app. */
  close(): void {
    this.timers.close();
    this.line.cut();
  }

  navigate(kind: Kind, options: Options & { url?: string; delta?: number }): void {
    this.navigations.push(`${kind} ${options.url ?? ''}`);
    this.later(() => {
      try {
        this.pages.go(kind, options.url ?? '', options.delta);
      } catch (error) {
        return failed(options, `${kind}:fail ${String(error)}`);
      }
      done(options, { errMsg: `${kind}:ok` });
    });
  }

  create(path: string, host: Component['host'], route?: string): Component {
    return new Component(this, path, this.bundle.blueprint(path), host, route);
  }

  guarded(run: () => unknown): unknown {
    try {
      return run();
    } catch (error) {
      this.fault(error);
      // WeChat tells the app.
      this.app?.['onError']?.call(this.app, String(error));
      return undefined;
    }
  }

  changed(): void {
    this.onChange();
  }

  fault(error: unknown): void {
    this.errors.push(error);
  }

  later(run: () => void): void {
    this.timers.setTimeout(run, 0);
  }

  ready(component: Component): void {
    if (this.waiting.push(component) > 1) return;
    this.later(() => {
      for (const each of this.waiting.splice(0)) if (!each.isGone) each.live('ready');
    });
  }

  private tellApp(event: 'onLaunch' | 'onShow' | 'onHide', options: object): void {
    const { app } = this;
    if (app === null) throw new Error('The program has no App.');
    this.guarded(() => app[event]?.call(app, options));
  }
}
