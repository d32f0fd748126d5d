// Renders the selected campaign, its open teams and the other campaigns.
import { barredText, isBarred } from '../barred.js';
import { byId, el, keyed, setData, setText, setVisible, setWidth } from '../dom.js';
import { count, dateTime, left, span, yuan } from '../format.js';
import { isWorking } from '../retrier.js';
import { phaseOf } from '../campaigns/phase.js';
import { text } from '../texts.js';
import { campaignId, change, model } from './model.js';
import { campaignNode } from './node.js';
import { pendingSeat, renderOutcome } from './seat.js';

export const teamsPath = () => `/api/group-buys/${encodeURIComponent(campaignId)}/teams`;

export function renderCampaign(campaign, now) {
  const phase = phaseOf(campaign, now);
  setData(byId('sale'), 'phase', phase);
  setText(byId('badge'), text(`group.phase.${phase}`));
  setText(byId('title'), campaign.title);
  setText(byId('product'), campaign.productName);
  setText(byId('price'), yuan(campaign.fromPriceFen));
  setText(byId('list-price'), `¥${yuan(campaign.listPriceFen)}`);
  setText(byId('count-label'), text(`group.countdown.${phase}`));
  const rest = Date.parse(phase === 'before' ? campaign.startsAt : campaign.endsAt) - now;
  setText(byId('count'), phase === 'ended' || phase === 'closed' ? '' : left(rest));
  for (const key of ['free', 'held', 'confirmed']) {
    setText(byId(key), count(campaign[key]));
    setWidth(byId(`bar-${key}`), campaign.stock === 0 ? 0 : campaign[key] / campaign.stock);
  }
  setText(
    byId('teams-count'),
    text('group.stock.teams', { open: count(campaign.teamsOpen), done: count(campaign.teamsCompleted) }),
  );
  setText(byId('window'), text('sale.window', { from: dateTime(campaign.startsAt), to: dateTime(campaign.endsAt) }));
  setText(byId('limit'), text('group.limit', { n: campaign.limitPerCustomer }));
  setText(byId('open-for'), text('group.openFor', { time: span(campaign.teamOpenSeconds) }));
  setText(byId('pay-within'), text('group.payWithin', { time: span(campaign.payWithinSeconds) }));
  setText(byId('notes'), notesOf(campaign));
  setVisible(byId('stale'), model.live === 'reconnecting' || model.live === 'offline');
}

/** The notes on a campaign. They disclose that a team may complete with fewer members. */
function notesOf(campaign) {
  const sizes = campaign.ladder
    .map(step => text('group.virtualSize', { size: step.size, enough: step.completesWith }))
    .join('，');
  return [
    campaign.virtualPercent > 0 ? text('group.virtual', { sizes }) : text('group.full'),
    ...(campaign.newCustomersOnly ? [text('group.newOnly')] : []),
    ...(campaign.inviteReward ? [text('group.reward')] : []),
  ].join('；');
}

export function renderOpenBar(campaign, now) {
  renderOutcome(model);
  const busy = isWorking(model.request);
  const step = campaign.ladder.find(step => step.size === model.size) ?? campaign.ladder[0];
  keyed(byId('sizes'), campaign.ladder, step => step.size, sizeNode);
  const blocked = blockedBy(campaign, now);
  const unsure = pendingSeat(model.session, teamsPath()) !== null;
  byId('go').disabled = busy || (blocked !== null && !unsure);
  const word = busy ? 'going' : unsure ? 'resume' : 'go';
  setText(byId('go'), text(`group.open.${word}`, { price: yuan(step.leaderPriceFen), n: step.size }));
  setText(byId('reason'), reasonText(campaign, blocked, now));
}

/** Why nobody, or this customer, opens a team now; or null. */
function blockedBy(campaign, now) {
  const phase = phaseOf(campaign, now);
  if (phase !== 'open') return phase;
  if (model.session === null) return 'loginFirst';
  if (isBarred(model.barred, now)) return 'barred';
  return model.live === 'live' && campaign.free === 0 ? 'soldOut' : null;
}

function reasonText(campaign, blocked, now) {
  if (blocked === null) return '';
  if (blocked === 'barred') return barredText(model.barred, now);
  return text(`group.blocked.${blocked}`, { time: dateTime(campaign.startsAt) });
}

function sizeNode({ size }) {
  const word = el('small', { text: text('group.ladder.size', { n: size }) });
  const price = el('b');
  const leader = el('small');
  const node = el(
    'button',
    { type: 'button', className: 'size', testid: 'size', onclick: () => change({ size }) },
    word,
    price,
    leader,
  );
  node.dataset.size = size;
  return {
    node,
    update(step) {
      setText(price, `¥${yuan(step.priceFen)}`);
      setText(
        leader,
        step.leaderPriceFen < step.priceFen ? text('group.ladder.leader', { price: yuan(step.leaderPriceFen) }) : '',
      );
      const pressed = String(model.size === step.size);
      if (node.getAttribute('aria-pressed') !== pressed) node.setAttribute('aria-pressed', pressed);
    },
  };
}

export function renderTeams(campaign, now) {
  const teams = model.openTeams
    .filter(team => Date.parse(team.joinBy) > now)
    .map(team => ({ team, rest: Date.parse(team.deadline) - now }));
  // Existing teams may still fill after the campaign stops opening new ones; the section is hidden without them.
  setVisible(byId('teams-card'), teams.length > 0 || phaseOf(campaign, now) === 'open');
  setVisible(byId('teams-none'), teams.length === 0);
  keyed(
    byId('teams'),
    teams,
    ({ team }) => team.id,
    ({ team: { id } }) => {
      const lack = el('b');
      const about = el('small');
      const go = el('a', {
        className: 'button main',
        href: `/team/${encodeURIComponent(id)}`,
        text: text('group.openTeams.go'),
        testid: 'go-team',
      });
      return {
        node: el('li', { testid: 'open-team-row' }, el('span', {}, lack, about), go),
        update({ team, rest }) {
          setText(lack, text('group.openTeams.lack', { n: team.size - team.paid }));
          const words = [
            text('group.ladder.size', { n: team.size }),
            text('group.openTeams.price', { price: yuan(team.priceFen) }),
            text('group.openTeams.left', { time: left(rest) }),
          ];
          setText(about, words.join(' · '));
        },
      };
    },
  );
}

export function renderOthers(now) {
  const others = model.campaigns.filter(campaign => campaign.id !== campaignId);
  setVisible(byId('others-card'), others.length > 0);
  keyed(byId('others'), others, campaign => campaign.id, campaignNode);
  for (const entry of byId('others').keyedNodes.values()) entry.tick(now);
}
