import vm from 'node:vm';

export type Evaluate = (scope: object) => unknown;

/** The expressions of templates, evaluated where the program runs. */
export class Expressions {
  private readonly known = new Map<string, Evaluate>();

  constructor(private readonly context: vm.Context) {}

  /** The value of an attribute or a text: of one expression its own, of several parts their text. */
  value(source: string, scope: object): unknown {
    const parts = source.split(/(\{\{.*?\}\})/s).filter(part => part !== '');
    const values = parts.map(part => (part.startsWith('{{') ? this.evaluate(part.slice(2, -2), scope) : part));
    return values.length === 1 ? values[0] : values.map(textOf).join('');
  }

  private evaluate(expression: string, scope: object): unknown {
    let run = this.known.get(expression);
    if (run === undefined) {
      run = vm.runInContext(
        `(function (scope) { with (scope) { return (${expression}); } })`,
        this.context,
      ) as Evaluate;
      this.known.set(expression, run);
    }
    return run(scope);
  }
}

export const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** The names of a template: a component's data, where an unknown name is undefined and nothing global is seen. */
export const scopeOf = (data: object): object =>
  new Proxy(data, { has: (_, name) => typeof name === 'string', get: (target, name) => Reflect.get(target, name) });

/** A scope inside of another, as wx:for makes it for each item. */
export const scopeIn = (outer: object, names: object): object => Object.assign(Object.create(outer) as object, names);
