// The state of the screen.
import { clock } from '../clock.js';
import { observed } from '../observed.js';

export const { model, onRender, change } = observed({
  refused: false,
  live: 'connecting',
  board: null,
  received: null, // { at, ageMs }: the arrival of the board and its age then
  sales: [], // flash sales to show
  groups: [], // group buys to show
});

export function putBoard(board) {
  const now = clock.now();
  const ageMs = Number.isNaN(now) ? 0 : Math.max(0, now - Date.parse(board.asOf));
  change({ board, received: { at: clock.localNow(), ageMs } });
}

/** kind: 'sales' or 'groups'. */
export function putOffer(kind, offer) {
  change({ [kind]: model[kind].map(known => (known.id === offer.id ? offer : known)) });
}
