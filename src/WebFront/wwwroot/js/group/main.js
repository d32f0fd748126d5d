// The group-buy page: one campaign or the list of all, and the way into a team.
import { call } from '../api.js';
import { barredBy } from '../barred.js';
import { clock } from '../clock.js';
import { byId, setData, setText, setVisible } from '../dom.js';
import { Live } from '../live.js';
import { Loader } from '../loader.js';
import { setUpLogin } from '../login.js';
import { Session } from '../session.js';
import { fillTexts, problemText, text } from '../texts.js';
import { renderTop } from '../top.js';
import { campaignId, change, model, onRender } from './model.js';
import { pendingSeat, takeSeat, requests } from './seat.js';
import { renderCampaign, renderOpenBar, renderOthers, renderTeams, teamsPath } from './view.js';

const TickMs = 250;
const TeamsEveryMs = 5_000; // the list of open teams has no live topic

const session = new Session('fuelgrains.customer');
const request = requests(model, change, error => {
  if (error.slug === 'unauthenticated') logOut();
  const barred = barredBy(error);
  change({ barred: barred ?? model.barred, outcome: barred ? null : { kind: 'bad', text: problemText(error) } });
});
const list = new Loader(async () => {
  const { data } = await call('GET', '/api/group-buys');
  change({ campaigns: data.groupBuys, loaded: true, failing: false });
}, failed);
const campaign = new Loader(async () => {
  const { data } = await call('GET', `/api/group-buys/${encodeURIComponent(campaignId)}`);
  // The live connection is newer than this answer.
  const known = model.live === 'live' && model.campaign !== null ? model.campaign : data.groupBuy;
  change({
    campaign: known,
    openTeams: data.openTeams,
    size: model.size ?? known.ladder[0].size,
    missing: false,
    failing: false,
  });
}, failed);
const teams = new Loader(async () => {
  const { data } = await call('GET', `/api/group-buys/${encodeURIComponent(campaignId)}/teams`);
  change({ openTeams: data.openTeams });
}, failed);
const live = new Live({
  token: () => session.token,
  onState: state => {
    change({ live: state });
    if (state === 'live') refreshLists();
  },
  onFailed: () => {
    refreshLists();
    if (isThere()) campaign.refresh();
  },
});

function failed(error) {
  const gone = error.status === 404;
  change(gone ? { missing: true } : { failing: true });
  return !gone;
}

const isThere = () => campaignId !== null && !model.missing;

/** Refreshes what has no live topic. A fetch of the campaign itself would count a visitor. */
function refreshLists() {
  list.refresh();
  if (isThere()) teams.refresh();
}

function render() {
  if (model.session && !session.current) logOut();
  const now = clock.now();
  renderTop(model);
  renderNotice();
  const known = model.campaign !== null && !Number.isNaN(now);
  for (const id of ['sale', 'buy']) setVisible(byId(id), known);
  if (!known) setVisible(byId('teams-card'), false);
  setVisible(byId('login'), model.session === null);
  if (!Number.isNaN(now)) renderOthers(now);
  if (!known) return;
  renderCampaign(model.campaign, now);
  renderOpenBar(model.campaign, now);
  renderTeams(model.campaign, now);
}

function renderNotice() {
  const waiting = campaignId === null ? !model.loaded : model.campaign === null;
  const key = model.missing
    ? 'missing'
    : waiting
      ? model.failing
        ? 'loadFailed'
        : 'loading'
      : campaignId === null && model.campaigns.length === 0
        ? 'empty'
        : null;
  setVisible(byId('notice'), key !== null);
  setText(byId('notice'), key === null ? '' : text(`group.${key}`));
  setData(byId('notice'), 'kind', key ?? '');
}

/** Opens a team, or resumes the request whose outcome is unknown, and leads to the team's page. */
const openTeam = () =>
  request.start('open', async retrier => {
    const seat = await takeSeat(retrier, model.session, teamsPath(), { size: model.size });
    if (seat !== null) location.assign(`/team/${encodeURIComponent(seat.teamId)}`);
  });

function enter() {
  change({ session: session.current, outcome: null, barred: null });
  if (campaignId !== null && pendingSeat(model.session, teamsPath())) void openTeam();
}

function logOut() {
  request.stop();
  session.end();
  change({ session: null });
  live.renew();
}

function begin() {
  fillTexts();
  document.title = text('group.title');
  onRender(render);
  setUpLogin({
    onLogin: customer => {
      session.begin(customer);
      live.renew();
      enter();
    },
    onTrouble: words => change({ outcome: { kind: 'bad', text: words } }),
  });
  byId('go').addEventListener('click', () => void openTeam());
  byId('stop').addEventListener('click', () => request.stop());
  byId('logout').addEventListener('click', logOut);
  if (campaignId !== null)
    live.follow(`campaign/${campaignId}`, data => change({ campaign: data, size: model.size ?? data.ladder[0].size }));
  live.start();
  list.refresh();
  if (isThere()) campaign.refresh();
  enter();
  render();
  setInterval(render, TickMs);
  setInterval(() => document.visibilityState === 'visible' && isThere() && teams.refresh(), TeamsEveryMs);
}

begin();
