// The confirmation before an irreversible action.
import { byId, setText } from './dom.js';

/** Asks in the page's #confirm dialog; returns true for yes. */
export function confirmed({ heading, body, yes, no }) {
  const dialog = byId('confirm');
  setText(byId('confirm-heading'), heading);
  setText(byId('confirm-body'), body);
  setText(byId('confirm-yes'), yes);
  setText(byId('confirm-no'), no);
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise(resolve =>
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }),
  );
}
