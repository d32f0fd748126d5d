// The state of the driver's page.
import { observed } from '../observed.js';

export const { model, onRender, change } = observed({
  session: null,
  live: 'connecting',
  stations: null,
  stationId: null,
  board: null, // the live board of the station
  pump: null,
  offer: null, // the payable sales and prices at the pump
  saleId: null, // the chosen pump sale
  preset: 'amount', // amount | litres | full
  tank: null, // litres, from the profile; null: not known
  tankWord: null, // the outcome of saving it: a key of drive.tank
  chosen: new Set(), // ids of the chosen vouchers
  vouchers: [],
  orderId: null,
  order: null,
  payPage: null,
  awaiting: false, // back from paying: WeChat is being asked, and no second payment is offered
  left: false, // the driver went to pay, and the order shows no payment yet
  placing: null, // { attempt } while the outcome is unknown
  cancelling: false,
  message: null, // { kind, text }
});

export const boardPump = () => model.board?.pumps.find(pump => pump.number === model.pump) ?? null;

/** True when the order is final, or in manual review. */
export const isOver = order =>
  ['fulfilled', 'cancelled', 'refunded'].includes(order.status) || order.phase === 'backOffice';

export const openSales = () => model.offer?.sales ?? [];

/** The litre vouchers of the grade and the yuan vouchers that are valid at this station. */
export function usable(grade) {
  return model.vouchers.filter(
    v =>
      (v.kind === 'litres' ? v.grade === grade : v.kind === 'yuan') &&
      (v.stations.length === 0 || v.stations.includes(model.stationId)),
  );
}
