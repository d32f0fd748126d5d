// Whether the customer was at the pay page: remembered in the tab, because the way back is a fresh load of this page.
import { change, isPending, model, orderId } from './model.js';

const place = `fuelgrains.paying.${orderId}`;

export function noteLeaving() {
  sessionStorage.setItem(place, 'yes');
}

export function noteBack() {
  change({ awaiting: sessionStorage.getItem(place) !== null });
}

/** Not paid after all, says the customer. Money that comes all the same is seen as ever. */
export function stopAwaiting() {
  sessionStorage.removeItem(place);
  change({ awaiting: false });
}

export function noteSeen(order) {
  if (model.awaiting && !isPending(order)) stopAwaiting();
}
