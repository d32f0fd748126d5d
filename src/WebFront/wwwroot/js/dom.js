// The few DOM operations the pages need. Data only becomes text: nothing here parses HTML.
export const byId = id => document.getElementById(id);

export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'testid') node.dataset.testid = value;
    else if (name === 'text') node.textContent = value;
    else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** Writes only changed text, so frequent renders stay cheap and screen readers stay quiet. */
export function setText(node, value) {
  const words = String(value);
  if (node.textContent !== words) node.textContent = words;
}

export function setVisible(node, visible) {
  if (node.hidden === visible) node.hidden = !visible;
}

export function setData(node, name, value) {
  if (node.dataset[name] !== String(value)) node.dataset[name] = value;
}

export function setWidth(node, share) {
  const width = `${(Math.max(0, Math.min(1, share)) * 100).toFixed(2)}%`;
  if (node.style.width !== width) node.style.width = width;
}

/** Keeps one node per item in the given order and reuses nodes by key, so focus and transitions survive. */
export function keyed(parent, items, keyOf, create) {
  const old = parent.keyedNodes ?? new Map();
  const next = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const entry = old.get(key) ?? create(item);
    next.set(key, entry);
    entry.update(item);
  }
  for (const [key, entry] of old) if (!next.has(key)) entry.node.remove();
  let place = parent.firstElementChild;
  for (const { node } of next.values()) {
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  parent.keyedNodes = next;
}
