import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import chain from '../../chain.config.json';
import { address } from '../product/product';
import { fakeWx, type PhoneSettings } from './wx';

const root = fileURLToPath(new URL('../../dist/build/mp-weixin', import.meta.url));

type Definition = Record<string, unknown>;

/** The built mini-program, running where only what a base library has exists: no window, document, process, fetch, URL or sockets. */
export class Program {
  readonly context: vm.Context;
  readonly pages = new Map<string, Definition>();
  readonly components = new Map<string, Definition>();
  readonly navigations: string[] = [];
  readonly errors: unknown[] = [];
  app: Definition | null = null;
  private readonly modules = new Map<string, { exports: object }>();
  private loading = '';

  constructor(readonly phone: PhoneSettings) {
    if (!existsSync(join(root, 'app.js'))) throw new Error('There is no build: npm run build:mp-weixin first.');
    const wx = fakeWx(phone, (kind, url) => this.navigations.push(`${kind} ${url}`));
    const stack: object[] = [];
    this.context = vm.createContext({
      wx,
      console,
      setTimeout,
      clearTimeout,
      setInterval,
      clearInterval,
      App: (definition: Definition) => (this.app = definition),
      Page: (definition: Definition) => void this.pages.set(this.loading, definition),
      Component: (definition: Definition) => void this.components.set(this.loading, definition),
      Behavior: (definition: Definition) => definition,
      getApp: () => this.app,
      getCurrentPages: () => stack,
    });
    // WeChat names the global object so.
    vm.runInContext('globalThis.global = globalThis', this.context);
  }

  /** Starts the app as WeChat does. */
  launch(): void {
    this.require('app.js');
    const options = { path: 'pages/home/home', query: {}, scene: 1001 };
    const { app } = this;
    if (app === null) throw new Error('The program has no App.');
    for (const event of ['onLaunch', 'onShow'])
      (app[event] as ((options: object) => void) | undefined)?.call(app, options);
  }

  require(file: string): object {
    const path = normalize(file);
    const known = this.modules.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    this.modules.set(path, module);
    // The chain's host stands in the bundle; here it is the product that runs.
    const code = readFileSync(join(root, path), 'utf8').split(chain.host).join(address);
    const run = vm.runInContext(`(function (require, module, exports) {${code}\n})`, this.context, {
      filename: path,
    }) as (...args: unknown[]) => void;
    const before = this.loading;
    this.loading = path.replace(/\.js$/, '');
    run((other: string) => this.require(join(dirname(path), other)), module, module.exports);
    this.loading = before;
    return module.exports;
  }
}
