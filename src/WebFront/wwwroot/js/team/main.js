// A team's page: invitation, seat, payment and outcome.
import { call } from '../api.js';
import { barredBy } from '../barred.js';
import { clock } from '../clock.js';
import { confirmed } from '../confirm.js';
import { byId, setData, setText, setVisible } from '../dom.js';
import { pendingSeat, takeSeat, requests } from '../group/seat.js';
import { Live } from '../live.js';
import { setUpLogin } from '../login.js';
import { Paying, whenBack } from '../paying.js';
import { Session } from '../session.js';
import { fillTexts, problemText, text } from '../texts.js';
import { renderTop } from '../top.js';
import { isMoving, renderBar, renderTickets } from './bar.js';
import { keepLoaded } from './data.js';
import { change, receiveTeam, invitedBy, model, onRender, putTeam, teamPath } from './model.js';
import { setUpProfile } from './profile.js';
import { renderHow, renderInvite, renderTeam } from './view.js';

const TickMs = 200; // the largest lag of a countdown
const RefreshWhileMovingMs = 4000; // the delay of a change whose live event was lost

const session = new Session('fuelgrains.customer');
let followed = null;
const paying = new Paying({ token: () => session.token, onChange: change, onNews: () => team.refresh() });
const team = keepLoaded(onTeam, logOutWhenRefused);
const request = requests(model, change, error => {
  logOutWhenRefused(error);
  const barred = barredBy(error);
  change({ barred: barred ?? model.barred, outcome: barred ? null : { kind: 'bad', text: problemText(error) } });
  team.refresh();
});
const live = new Live({
  token: () => session.token,
  onState: state => {
    change({ live: state });
    if (state === 'live') team.refresh();
  },
  onFailed: () => team.refresh(),
});

/** The first answer names the team. Live updates follow; each one triggers a fetch of the personal fields. */
function onTeam(data, order) {
  putTeam(data);
  if (order !== null) paying.see(order);
  if (followed === data.id) return;
  followed = data.id;
  live.follow(`team/${data.id}`, received => {
    receiveTeam(received);
    team.refresh();
  });
}

function render() {
  if (model.session && !session.current) logOut();
  const now = clock.now();
  renderTop(model);
  renderNotice();
  const known = model.session !== null && model.team !== null && !Number.isNaN(now);
  setVisible(byId('team'), known);
  setVisible(byId('login'), model.session === null);
  setVisible(byId('act'), model.session === null || known);
  for (const id of ['join', 'pay', 'leave', 'another', 'mine']) if (!known) setVisible(byId(id), false);
  setVisible(byId('profile-card'), known && model.team.mySeat !== null && model.team.status !== 'failed');
  if (!known) {
    for (const id of ['invite-card', 'tickets-card', 'how-card']) setVisible(byId(id), false);
    setText(byId('outcome'), model.outcome?.text ?? '');
    setData(byId('outcome'), 'kind', model.outcome?.kind ?? '');
    return;
  }
  renderTeam(model.team, now);
  renderBar(model.team, now);
  renderInvite(model.team, now);
  renderHow(model.team, now);
  renderTickets(now);
}

function renderNotice() {
  const key =
    model.session === null
      ? 'teamLogin'
      : model.missing
        ? 'teamMissing'
        : model.team === null
          ? model.failing
            ? 'loadFailed'
            : 'loading'
          : null;
  setVisible(byId('notice'), key !== null);
  setText(byId('notice'), key === null ? '' : text(`group.${key}`));
}

const join = () =>
  request.start('join', async retrier => {
    await takeSeat(retrier, model.session, teamPath('/seats'), invitedBy === null ? {} : { from: invitedBy });
    team.refresh();
  });

/** The mini-program passes the answer's parameters to wx.requestPayment; the web page opens the simulator's pay page. */
const pay = () =>
  request.start('pay', async retrier => {
    const path = `/api/orders/${encodeURIComponent(model.order.id)}/pay`;
    const answer = await retrier.untilDefinite(
      async signal => (await call('POST', path, { token: model.session.token, signal })).data,
    );
    if (answer === null) return;
    const page = new URL(answer.payPage);
    page.searchParams.set('return', location.href);
    paying.leave(model.order);
    location.assign(page);
  });

async function leave() {
  const question = Object.fromEntries(
    ['heading', 'body', 'yes', 'no'].map(part => [part, text(`group.team.confirm.${part}`)]),
  );
  if (!(await confirmed(question))) return;
  await request.start('leave', async retrier => {
    const path = teamPath('/leave');
    const answer = await retrier.untilDefinite(
      async signal => (await call('POST', path, { token: model.session.token, signal })).data,
    );
    if (answer !== null) change({ outcome: { kind: 'info', text: text('group.team.leave.done') } });
    team.refresh();
  });
}

function enter() {
  change({
    session: session.current,
    team: null,
    order: null,
    vouchers: [],
    missing: false,
    outcome: null,
    barred: null,
  });
  if (!model.session) return;
  live.follow('me', () => team.refresh());
  team.refresh();
  if (pendingSeat(model.session, teamPath('/seats'))) void join();
}

function logOut() {
  request.stop();
  live.leave('me');
  if (followed) live.leave(`team/${followed}`);
  followed = null;
  session.end();
  change({ session: null, team: null, order: null, vouchers: [] });
  live.renew();
}

function logOutWhenRefused(error) {
  if (error?.slug === 'unauthenticated' && model.session) logOut();
}

function refreshWhileMoving() {
  if (document.visibilityState !== 'visible' || !model.team) return;
  if (isMoving(model.team, model.order, clock.now()) || model.live !== 'live') team.refresh();
}

function begin() {
  fillTexts();
  document.title = text('group.teamTitle');
  onRender(render);
  setUpLogin({
    onLogin: customer => {
      session.begin(customer);
      live.renew();
      enter();
    },
    onTrouble: words => change({ outcome: { kind: 'bad', text: words } }),
  });
  setUpProfile(() => model.session);
  byId('join').addEventListener('click', () => void join());
  byId('pay').addEventListener('click', () => void pay());
  byId('leave').addEventListener('click', () => void leave());
  byId('stop').addEventListener('click', () => request.stop());
  byId('logout').addEventListener('click', logOut);
  byId('copy').addEventListener(
    'click',
    () =>
      void navigator.clipboard?.writeText(byId('invite-link').href).then(
        () => setText(byId('copy'), text('group.team.invite.copied')),
        () => {},
      ),
  );
  whenBack(() => {
    paying.back(model.order);
    team.refresh();
  });
  live.start();
  enter();
  render();
  setInterval(render, TickMs);
  setInterval(refreshWhileMoving, RefreshWhileMovingMs);
}

begin();
