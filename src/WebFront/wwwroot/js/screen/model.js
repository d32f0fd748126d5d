// What the screen knows.
import { clock } from '../clock.js';
import { observed } from '../observed.js';

export const { model, onRender, change } = observed({
  refused: false,
  live: 'connecting',
  board: null,
  heard: null,    // when the board came, and how old it was then
  sales: [],
});

export function putBoard(board) {
  const now = clock.now();
  const ageMs = Number.isNaN(now) ? 0 : Math.max(0, now - Date.parse(board.asOf));
  change({ board, heard: { at: clock.localNow(), ageMs } });
}

export function putSale(sale) {
  change({ sales: model.sales.map(known => (known.id === sale.id ? sale : known)) });
}
