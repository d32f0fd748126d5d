// What a team's page knows.
import { idle } from '../retrier.js';
import { observed } from '../observed.js';

const query = new URLSearchParams(location.search);
/** The team's id or share code, as the address says it; an invitation says it in its query, and who invites. */
export const address = query.get('code') ?? decodeURIComponent(location.pathname.split('/').at(-1));
const from = Number(query.get('from'));
export const invitedBy = Number.isInteger(from) && from > 0 ? from : null;
export const teamPath = tail => `/api/teams/${encodeURIComponent(address)}${tail}`;

export const { model, onRender, change } = observed({
  session: null, // { name, customerId, token, expiresAt }
  live: 'connecting',
  team: null,
  order: null, // mine in this team, with its money
  vouchers: [], // of that order
  missing: false,
  failing: false,
  awaiting: false, // back from the pay page, and the order does not know of money yet
  request: idle,
  outcome: null, // { kind: 'good'|'bad'|'info', text }
});

/** News of the team say nothing of mine: my seat stays mine while somebody sits there, until the API says otherwise. */
export function receiveTeam(team) {
  if (model.team && team.revision < model.team.revision) return;
  const mySeat = team.mySeat ?? model.team?.mySeat ?? null;
  const kept = team.members.some(member => member.seat === mySeat) ? mySeat : null;
  change({ team: { ...team, mySeat: kept } });
}

/** An answer says what is mine, and which faces are shown; of the team itself it may be older than what was heard. */
export function putTeam(team) {
  const newer = !model.team || team.revision >= model.team.revision;
  change({ team: newer ? team : { ...model.team, mySeat: team.mySeat } });
}
