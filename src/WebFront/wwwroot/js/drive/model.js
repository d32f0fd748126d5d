// What the driver's page knows.
import { observed } from '../observed.js';

export const { model, onRender, change } = observed({
  session: null,
  live: 'connecting',
  stations: null,
  stationId: null,
  board: null, // the station as it runs
  pump: null,
  offer: null, // what may be paid at the pump
  saleId: null, // the sale chosen
  preset: 'amount', // amount | litres | full
  tank: null, // litres, as the profile has it; null: not known
  tankWord: null, // what became of saving it: a key of drive.tank
  chosen: new Set(), // vouchers
  vouchers: [],
  orderId: null,
  order: null,
  payPage: null,
  placing: null, // { attempt } while the outcome is not known
  cancelling: false,
  said: null, // { kind, text }
});

export const boardPump = () => model.board?.pumps.find(pump => pump.number === model.pump) ?? null;

/** The driver may still wait, or the machine does. */
export const isOver = order =>
  ['fulfilled', 'cancelled', 'refunded'].includes(order.status) || order.phase === 'backOffice';

export const openSales = () => model.offer?.sales ?? [];

/** Litre vouchers of the grade, and yuan vouchers, that are valid at this station. */
export function usable(grade) {
  return model.vouchers.filter(
    v =>
      (v.kind === 'litres' ? v.grade === grade : v.kind === 'yuan') &&
      (v.stations.length === 0 || v.stations.includes(model.stationId)),
  );
}
