// A page's model and the one way to change it. However many changes, it renders once, after the current work.
export function observed(model) {
  let renderer = () => {};
  let queued = false;

  function onRender(render) {
    renderer = render;
  }

  function change(patch = {}) {
    Object.assign(model, patch);
    if (queued) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      renderer();
    });
  }

  return { model, onRender, change };
}
