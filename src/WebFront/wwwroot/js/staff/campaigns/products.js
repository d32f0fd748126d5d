// The products, as the options of a select.
import { call } from '../../api.js';
import { el } from '../../dom.js';

export async function productOptions() {
  const { data } = await call('GET', '/api/products');
  return data.products.map(product => el('option', { value: product.id, text: product.name }));
}
