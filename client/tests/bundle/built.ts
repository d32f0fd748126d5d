import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import chain from '../../chain.config.json';
import { address } from '../product/product';
import type { Blueprint, Definition } from './runtime/component';
import { parseWxml } from './runtime/wxml';

const root = fileURLToPath(new URL('../../dist/build/mp-weixin', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

interface AppFile {
  readonly pages: readonly string[];
  readonly subPackages: ReadonlyArray<{ readonly root: string; readonly pages: readonly string[] }>;
  readonly tabBar: { readonly list: ReadonlyArray<{ readonly pagePath: string }> };
}

/** The files of the built mini-program, each loaded when it is needed first. */
export class Bundle {
  readonly routes: readonly string[];
  readonly tabs: readonly string[];
  private readonly modules = new Map<string, { exports: object }>();
  private readonly blueprints = new Map<string, Blueprint>();
  private defined: object | null = null;

  constructor(private readonly context: vm.Context) {
    if (!existsSync(join(root, 'app.js'))) throw new Error('There is no build: npm run build:mp-weixin first.');
    const { pages, subPackages, tabBar } = JSON.parse(read('app.json')) as AppFile;
    this.routes = [...pages, ...subPackages.flatMap(each => each.pages.map(page => `${each.root}/${page}`))];
    this.tabs = tabBar.list.map(({ pagePath }) => pagePath);
  }

  /** Component() of the file that is being loaded. */
  define(definition: object): void {
    this.defined = definition;
  }

  blueprint(path: string): Blueprint {
    let known = this.blueprints.get(path);
    if (known !== undefined) return known;
    this.require(`${path}.js`);
    const { defined } = this;
    if (defined === null) throw new Error(`${path} defines no component.`);
    this.defined = null;
    const { usingComponents = {} } = JSON.parse(read(`${path}.json`)) as { usingComponents?: Record<string, string> };
    const components = new Map(
      Object.entries(usingComponents).map(([tag, file]) => [tag, normalize(join(dirname(path), file))]),
    );
    known = { definition: defined as Definition, template: parseWxml(read(`${path}.wxml`), path), components };
    this.blueprints.set(path, known);
    return known;
  }

  require(file: string): object {
    const path = normalize(file);
    const known = this.modules.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    this.modules.set(path, module);
    // The chain's host stands in the bundle; here it is the product that runs.
    const code = read(path).split(chain.host).join(address);
    const run = vm.runInContext(`(function (require, module, exports) {${code}\n})`, this.context, {
      filename: path,
    }) as (...args: unknown[]) => void;
    run((other: string) => this.require(join(dirname(path), other)), module, module.exports);
    return module.exports;
  }
}
