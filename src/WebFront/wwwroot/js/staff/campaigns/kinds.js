// The two kinds of campaign: flash sales and group buys, with their API path, topic, list and texts.
import { model, putCampaign, putSale } from '../model.js';

export const sales = {
  name: 'sales',
  path: '/api/admin/flash-sales',
  topic: 'sale',
  put: putSale,
  listed: () => model.sales,
  words: 'staff',
};
export const groups = {
  name: 'groups',
  path: '/api/admin/group-buys',
  topic: 'campaign',
  put: putCampaign,
  listed: () => model.campaigns,
  words: 'groups',
};
