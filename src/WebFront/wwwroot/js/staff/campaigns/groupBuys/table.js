// The table of group buys: one row each, live counts, and the actions its state allows.
import { el, keyed, setData, setText, byId, setVisible } from '../../../dom.js';
import { count, dateTime, span, yuan } from '../../../format.js';
import { phaseOf } from '../../../campaigns/phase.js';
import { text } from '../../../texts.js';
import { model } from '../../model.js';
import { actionButton, countCell } from '../flashSales/table.js';
import { hoardingText } from '../hoarding.js';
import { groups } from '../kinds.js';

const actionNames = ['publish', 'pause', 'resume', 'restock', 'close'];
const counted = {
  free: 'free',
  held: 'held',
  sold: 'confirmed',
  stock: 'stock',
  open: 'teamsOpen',
  done: 'teamsCompleted',
};

export function renderGroups(now, onAction, onOpen) {
  setVisible(byId('groups-empty'), model.campaignsLoaded && model.campaigns.length === 0);
  setVisible(byId('groups-table'), model.campaigns.length > 0);
  keyed(
    byId('group-rows'),
    model.campaigns,
    campaign => campaign.id,
    campaign => rowOf(campaign, onAction, onOpen),
  );
  for (const entry of byId('group-rows').keyedNodes.values()) entry.tick(now);
}

function rowOf({ id }, onAction, onOpen) {
  const title = el('span', { className: 'title', testid: 'title' });
  const product = el('small');
  const rules = el('small', { testid: 'rules' });
  const hoarding = el('small', { testid: 'hoarding' });
  const ladder = el('div', { className: 'steps', testid: 'steps' });
  const list = el('small');
  const from = el('span');
  const to = el('small');
  const badge = el('span', { className: 'badge', testid: 'status' });
  const counts = Object.fromEntries(Object.keys(counted).map(name => [name, countCell(name, 'groups')]));
  const buttons = actionNames.map(name => actionButton(name, () => onAction(groups, name, campaign)));
  const teams = el('button', {
    type: 'button',
    className: 'plain',
    testid: 'teams',
    text: text('groups.actions.teams'),
    onclick: () => onOpen(campaign),
  });
  const node = el(
    'tr',
    { testid: 'group-row' },
    el('td', { className: 'wide' }, title, product, rules, hoarding),
    el('td', { className: 'n half' }, ladder, list),
    el('td', { className: 'window half' }, from, to),
    el('td', { className: 'wide' }, badge),
    ...Object.values(counts),
    el('td', { className: 'wide' }, el('div', { className: 'actions' }, teams, ...buttons.map(button => button.node))),
  );
  node.dataset.groupId = id;

  let campaign = null;
  return {
    node,
    update(next) {
      campaign = next;
      setText(title, campaign.title);
      setText(product, campaign.productName);
      setText(rules, rulesOf(campaign));
      keyed(ladder, campaign.ladder, step => step.size, ladderLine);
      setText(list, `¥${yuan(campaign.listPriceFen)}`);
      setText(from, dateTime(campaign.startsAt));
      setText(to, dateTime(campaign.endsAt));
      for (const [name, member] of Object.entries(counted)) setText(counts[name], count(campaign[member]));
      for (const button of buttons) button.update(campaign);
      setVisible(teams, campaign.status !== 'draft');
      teams.setAttribute('aria-pressed', String(model.opened?.id === campaign.id));
    },
    tick(now) {
      const phase = campaign.status === 'draft' ? 'draft' : phaseOf(campaign, now);
      setData(node, 'phase', phase);
      setText(badge, text(phase === 'draft' ? 'common.saleStatus.draft' : `group.phase.${phase}`));
      setText(hoarding, hoardingText(id));
    },
  };
}

function ladderLine() {
  const node = el('b');
  return {
    node,
    update({ size, priceFen, leaderPriceFen }) {
      const key = leaderPriceFen < priceFen ? 'groups.stepLed' : 'groups.step';
      setText(node, text(key, { n: size, price: yuan(priceFen), leader: yuan(leaderPriceFen) }));
    },
  };
}

const rulesOf = campaign =>
  [
    text('groups.rules.team', { time: span(campaign.teamOpenSeconds) }),
    text('groups.rules.pay', { time: span(campaign.payWithinSeconds) }),
    text('groups.rules.limit', { n: campaign.limitPerCustomer }),
    ...(campaign.virtualPercent > 0 ? [text('groups.rules.virtual', { n: campaign.virtualPercent })] : []),
    ...(campaign.newCustomersOnly ? [text('groups.rules.newOnly')] : []),
    ...(campaign.inviteReward ? [text('groups.rules.reward')] : []),
  ].join(' · ');
