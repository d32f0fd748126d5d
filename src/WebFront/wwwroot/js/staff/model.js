// What the staff page knows.
import { observed } from '../observed.js';

export const { model, onRender, change } = observed({
  session: null,      // { name, roles, token, expiresAt }
  sales: [],
  loaded: false,
  live: 'connecting',
  view: '',           // the part of the desk that is wanted
  busy: new Set(),    // sales, refunds and so on with an action on its way
  said: null,         // { kind: 'good'|'bad', text }
});

/** Newest first, as the list gives them: a sale not seen yet goes on top. */
export function putSale(sale) {
  const known = model.sales.some(other => other.id === sale.id);
  change({ sales: known ? model.sales.map(other => (other.id === sale.id ? sale : other)) : [sale, ...model.sales] });
}
