// Looks up texts and fills them in. Pages carry keys (data-text), never words.
import words from '../texts/zh-CN.js';

export function text(key, values = {}) {
  const found = key.split('.').reduce((node, part) => node?.[part], words);
  if (typeof found !== 'string') return key;
  return found.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

const attributes = { placeholder: 'placeholder', label: 'aria-label' };

export function fillTexts(root = document) {
  for (const node of root.querySelectorAll('[data-text]')) node.textContent = text(node.dataset.text);
  for (const [name, attribute] of Object.entries(attributes)) {
    for (const node of root.querySelectorAll(`[data-${name}]`)) node.setAttribute(attribute, text(node.dataset[name]));
  }
}

/** The sentence for a problem of the API, or for a missing answer. */
export function problemText(error) {
  const slug = error?.slug ?? 'unknown';
  const known = text(`problems.${slug}`, { status: error?.status ?? '' });
  return known.startsWith('problems.') ? text('problems.unknown', { status: error?.status ?? '' }) : known;
}
