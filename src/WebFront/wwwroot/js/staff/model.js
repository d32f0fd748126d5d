// What the staff page knows.
export const model = {
  session: null,      // { name, roles, token, expiresAt }
  sales: [],
  loaded: false,
  live: 'connecting',
  busy: new Set(),    // sales with an action on its way
  said: null,         // { kind: 'good'|'bad', text }
};

let renderer = () => {};
let queued = false;

export function onRender(render) {
  renderer = render;
}

export function change(patch = {}) {
  Object.assign(model, patch);
  if (queued) return;
  queued = true;
  queueMicrotask(() => {
    queued = false;
    renderer();
  });
}

/** Newest first, as the list gives them: a sale not seen yet goes on top. */
export function putSale(sale) {
  const known = model.sales.some(other => other.id === sale.id);
  change({ sales: known ? model.sales.map(other => (other.id === sale.id ? sale : other)) : [sale, ...model.sales] });
}
