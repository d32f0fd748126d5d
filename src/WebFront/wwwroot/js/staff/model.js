// What the staff page knows.
import { observed } from '../observed.js';

export const { model, onRender, change } = observed({
  session: null, // { name, roles, token, expiresAt }
  sales: [],
  loaded: false,
  campaigns: [], // group buys
  campaignsLoaded: false,
  opened: null, // the campaign whose teams are looked at
  teamStatus: '', // of the teams that are listed; empty: all
  conversion: null, // of that campaign
  live: 'connecting',
  view: '', // the part of the desk that is wanted
  busy: new Set(), // sales, refunds and so on with an action on its way
  said: null, // { kind: 'good'|'bad', text }
});

/** Newest first, as the list gives them: one not seen yet goes on top. */
const put = (list, one) =>
  list.some(other => other.id === one.id) ? list.map(other => (other.id === one.id ? one : other)) : [one, ...list];

export const putSale = sale => change({ sales: put(model.sales, sale) });
export const putCampaign = campaign => change({ campaigns: put(model.campaigns, campaign) });
