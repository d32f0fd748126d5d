// The state of a team's page.
import { observed } from '../observed.js';
import { idle } from '../retrier.js';

const query = new URLSearchParams(location.search);
/** The team's id or share code from the path; an invitation link has both the code and the inviting seat in its query. */
export const address = query.get('code') ?? decodeURIComponent(location.pathname.split('/').at(-1));
const from = Number(query.get('from'));
export const invitedBy = Number.isInteger(from) && from > 0 ? from : null;
export const teamPath = tail => `/api/teams/${encodeURIComponent(address)}${tail}`;

export const { model, onRender, change } = observed({
  session: null, // { name, customerId, token, expiresAt }
  live: 'connecting',
  team: null,
  order: null, // the customer's order in this team, with its money
  vouchers: [], // the vouchers of that order
  missing: false,
  failing: false,
  awaiting: false, // back from paying: WeChat is being asked, and no second payment is offered
  left: false, // the customer went to pay, and the order shows no payment yet
  request: idle,
  barred: null, // { why, until }: the customer must wait
  outcome: null, // { kind: 'good'|'bad'|'info', text }
});

/** Applies a live update. It carries no personal fields, so the customer's seat is kept while it is still taken. */
export function receiveTeam(team) {
  if (model.team && team.revision < model.team.revision) return;
  const mySeat = team.mySeat ?? model.team?.mySeat ?? null;
  const kept = team.members.some(member => member.seat === mySeat) ? mySeat : null;
  change({ team: { ...team, mySeat: kept } });
}

/** Applies an answer. Its personal fields are current; its team fields may be older than a live update. */
export function putTeam(team) {
  const newer = !model.team || team.revision >= model.team.revision;
  change({ team: newer ? team : { ...model.team, mySeat: team.mySeat } });
}
