// What the group-buy page knows.
import { idle } from '../retrier.js';
import { observed } from '../observed.js';

const parts = location.pathname.split('/').filter(part => part !== '');
export const campaignId = parts[0] === 'group' ? decodeURIComponent(parts[1]) : null; // null: the list of all

export const { model, onRender, change } = observed({
  session: null, // { name, customerId, token, expiresAt }
  live: 'connecting',
  campaigns: [], // the list
  loaded: false,
  campaign: null, // the one shown large
  openTeams: [],
  missing: false,
  failing: false,
  size: null, // of the team to open
  request: idle,
  outcome: null, // { kind: 'good'|'bad'|'info', text }
});
