// A page's model and its only mutator. Any number of changes in one task renders once, afterwards.
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
