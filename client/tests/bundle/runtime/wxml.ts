export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Template[];
}

/** An element of a template, or text. */
export type Template = Tag | string;

const Mark = /<(\/?)([a-z][a-z-]*)((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*(\/?)>/y;
const Attribute = /([^\s=>/]+)(?:="([^"]*)")?/g;
const Directives = ['wx:if', 'wx:elif', 'wx:else', 'wx:for', 'wx:for-item', 'wx:key'];
const Foreign = ['wxs', 'template', 'import', 'include'];

interface Open {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Template[];
}

/** Parses what uni-app's compiler writes, and fails for all else that WXML knows. */
export function parseWxml(source: string, file: string): readonly Template[] {
  const fail = (why: string): never => {
    throw new Error(`${file}: ${why}`);
  };
  const root: Open = { name: '', attributes: new Map(), children: [] };
  const open = [root];
  const top = (): Open => open[open.length - 1] ?? fail('an end without a start');
  for (let at = 0; at < source.length;) {
    Mark.lastIndex = at;
    const mark = Mark.exec(source);
    if (mark === null) {
      const end = source.indexOf('<', at + 1);
      const text = source.slice(at, end < 0 ? source.length : end);
      if (/^<|&\w+;/.test(text)) fail(`cannot read ${text}`);
      if (text.trim() !== '') top().children.push(text);
      at += text.length;
      continue;
    }
    at = Mark.lastIndex;
    const [, slash, name = '', words = '', selfClosed] = mark;
    if (slash) {
      if (top().name !== name) fail(`</${name}> ends <${top().name}>`);
      open.pop();
      continue;
    }
    if (Foreign.includes(name)) fail(`has no <${name}>`);
    const tag: Open = { name, attributes: attributesOf(words, fail), children: [] };
    top().children.push(tag);
    if (!selfClosed) open.push(tag);
  }
  if (open.length > 1) fail(`<${top().name}> has no end`);
  return root.children;
}

function attributesOf(words: string, fail: (why: string) => never): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', value] of words.matchAll(Attribute)) {
    const isUnknown = name.includes(':') && !Directives.includes(name) && !/^(bind|catch):/.test(name);
    if (isUnknown || name === 'slot') fail(`has no ${name}`);
    attributes.set(name, value ?? '{{true}}');
  }
  return attributes;
}
