// The state of the group-buy page.
import { observed } from '../observed.js';
import { idle } from '../retrier.js';

const parts = location.pathname.split('/').filter(part => part !== '');
export const campaignId = parts[0] === 'group' ? decodeURIComponent(parts[1]) : null; // null: the page lists all campaigns

export const { model, onRender, change } = observed({
  session: null, // { name, customerId, token, expiresAt }
  live: 'connecting',
  campaigns: [], // the listed campaigns
  loaded: false,
  campaign: null, // the selected campaign
  openTeams: [],
  missing: false,
  failing: false,
  size: null, // the size of the team to open
  request: idle,
  barred: null, // { why, until }: the customer must wait
  outcome: null, // { kind: 'good'|'bad'|'info', text }
});
