// One question before something that cannot be undone.
import { byId, put } from './dom.js';

/** Asks in the page's #confirm dialog; answers whether the person said yes. */
export function confirmed({ heading, body, yes, no }) {
  const dialog = byId('confirm');
  put(byId('confirm-heading'), heading);
  put(byId('confirm-body'), body);
  put(byId('confirm-yes'), yes);
  put(byId('confirm-no'), no);
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise(resolve =>
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }),
  );
}
