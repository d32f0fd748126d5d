import { createRenderer, type Component } from 'vue';

interface Node {
  parent: Node | null;
}
const node = (): Node => ({ parent: null });
const nothing = (): void => undefined;

/** A renderer that draws nothing: a page's script runs as in the app. */
const { createApp } = createRenderer<Node, Node>({
  insert: (child, parent) => void (child.parent = parent),
  remove: child => void (child.parent = null),
  createElement: node,
  createText: node,
  createComment: node,
  setText: nothing,
  setElementText: nothing,
  patchProp: nothing,
  parentNode: child => child.parent,
  nextSibling: () => null,
});

/** Shows a page whose script is a function. Returns a function that leaves the page. */
export function showPage(setup: () => void): () => void {
  const page: Component = {
    setup: () => {
      setup();
      return () => null;
    },
  };
  const app = createApp(page);
  app.mount(node());
  return () => app.unmount();
}
