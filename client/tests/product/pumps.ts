import type { PumpOffer, Station } from '@/core/api/types';
import { aName, eventually, Phone, stations } from './product';

const Pumps = [8, 7, 6, 5, 4, 3, 2, 1];

/** A pump of the forecourt simulator where fuel can be paid before fuelling. */
export async function freePump(): Promise<{ station: Station; pump: number }> {
  const { customer } = new Phone(aName());
  return eventually(async () => {
    for (const station of await stations())
      for (const pump of Pumps) {
        const offer = await customer.get<PumpOffer>(`/api/stations/${station.id}/pumps/${pump}`).catch(() => null);
        if (offer?.before && offer.sales.length === 0 && offer.prices.length > 0) return { station, pump };
      }
    return null;
  });
}
