// The station and the device key, both from the address: /screen/{station}#{key}. Browsers never send the part after #.
import { Problem, Unreachable } from '../api.js';
import { clock } from '../clock.js';

const TimeoutMs = 10_000;

export const stationId = decodeURIComponent(location.pathname.split('/').at(-1));

/** Loads the board with the device key; throws Problem or Unreachable. */
export async function loadBoard() {
  const sentAt = clock.localNow();
  let response;
  try {
    response = await fetch(`/api/screens/${encodeURIComponent(stationId)}`, {
      headers: { accept: 'application/json', 'x-screen-key': location.hash.slice(1) || '-' },
      cache: 'no-store',
      signal: AbortSignal.timeout(TimeoutMs),
    });
  } catch (error) {
    throw new Unreachable(error?.message ?? 'no answer');
  }
  const data = await response.json().catch(() => null);
  if (!response.ok) throw new Problem(response.status, data, 0);
  clock.answered(data.serverTime, sentAt);
  return data;
}
