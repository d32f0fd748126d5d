// The names of stations, for records that hold only the id of one.
import { call } from '../../api.js';
import { change } from '../model.js';

const LookEveryMs = 60_000; // an unknown id may be a new station's
const MostNames = 1000; // the most that the list gives at once

let names = new Map();
let lookedAt = -Infinity;

/** The name, or null while (or because) it is not known. */
export function stationName(id) {
  if (!names.has(id) && performance.now() - lookedAt > LookEveryMs) void look();
  return names.get(id) ?? null;
}

async function look() {
  lookedAt = performance.now();
  try {
    const { data } = await call('GET', `/api/stations?limit=${MostNames}`);
    names = new Map(data.stations.map(station => [station.id, station.name]));
    change();
  } catch {
    // The next look is a minute away; until then the id stands for the name.
  }
}
