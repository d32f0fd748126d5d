// The state of the staff console.
import { observed } from '../observed.js';

export const { model, onRender, change } = observed({
  session: null, // { name, roles, token, expiresAt }
  sales: [],
  loaded: false,
  campaigns: [], // group-buy campaigns
  campaignsLoaded: false,
  opened: null, // the campaign whose teams are listed
  teamStatus: '', // the state filter of that list; empty: all
  conversion: null, // the conversion funnel of that campaign
  hoarding: new Map(), // what the customers of a campaign let go, by its id
  live: 'connecting',
  view: '', // the selected view, from the address
  places: {}, // what is opened in each view, such as the id of an order, from the address
  busy: new Set(), // ids of records with an action in progress
  message: null, // { kind: 'good'|'bad', text }
});

/** Replaces a record in a list that is sorted newest first; a new one goes on top. */
const put = (list, one) =>
  list.some(other => other.id === one.id) ? list.map(other => (other.id === one.id ? one : other)) : [one, ...list];

export const putSale = sale => change({ sales: put(model.sales, sale) });
export const putCampaign = campaign => change({ campaigns: put(model.campaigns, campaign) });
