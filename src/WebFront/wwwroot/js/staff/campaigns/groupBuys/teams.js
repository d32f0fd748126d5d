// The teams of one campaign, by state, with the conversion funnel. An open team can be ended for a reason.
import { el, setText, setVisible } from '../../../dom.js';
import { count, dateTime, yuan } from '../../../format.js';
import { text } from '../../../texts.js';
import { act } from '../../act.js';
import { ask, question, reasonField } from '../../ask.js';
import { change, model } from '../../model.js';
import { recordList } from '../../records.js';
import { funnelPanel } from './funnel.js';

const states = ['', 'open', 'completed', 'failed', 'dissolved'];
const numberOf = { open: 'teamsOpen', completed: 'teamsCompleted', failed: 'teamsFailed', dissolved: 'teamsDissolved' };
const kinds = { open: 'wait', completed: 'good', failed: 'bad', dissolved: '' };

export function teamsPanel(onRefused, onActed) {
  const funnel = funnelPanel(onRefused);
  const tabs = states.map(state =>
    el('button', {
      type: 'button',
      className: 'plain',
      testid: `teams-${state || 'all'}`,
      onclick: () => {
        list.clear();
        change({ teamStatus: state });
        list.refresh();
      },
    }),
  );
  const list = teamList(onRefused, onActed);
  const heading = el('h2', { testid: 'opened-title' });
  const onLess = () => change({ opened: null });
  const less = el('button', { type: 'button', className: 'plain', text: text('groups.teams.less'), onclick: onLess });
  const node = el(
    'section',
    { className: 'card panel', testid: 'opened', hidden: true },
    el('div', { className: 'panel-head' }, heading, less),
    funnel.node,
    el('div', { className: 'states', role: 'group' }, ...tabs),
  );

  function render() {
    setVisible(node, model.opened !== null);
    setVisible(list.node, model.opened !== null);
    if (model.opened === null) return;
    setText(heading, model.opened.title);
    funnel.render();
    tabs.forEach((tab, index) => renderTab(tab, states[index]));
    list.render();
  }

  function refresh() {
    if (model.opened === null) return;
    funnel.refresh();
    list.refresh();
  }

  return {
    nodes: [node, list.node],
    render,
    refresh,
    open(campaign) {
      list.clear();
      change({ opened: campaign, teamStatus: '', conversion: null });
      refresh();
      node.scrollIntoView({ behavior: 'smooth', block: 'start' });
    },
    clear() {
      list.clear();
      change({ opened: null, conversion: null });
    },
  };
}

function renderTab(tab, state) {
  const number = state === '' || model.conversion === null ? '' : ` ${count(model.conversion[numberOf[state]])}`;
  setText(tab, `${text(`groups.teams.state.${state || 'all'}`)}${number}`);
  tab.setAttribute('aria-pressed', String(model.teamStatus === state));
}

function teamList(onRefused, onActed) {
  const closeTeam = team =>
    void close(team, () => {
      onActed();
      list.refresh();
    });
  const list = recordList(
    {
      name: 'teams',
      words: 'groups.teams',
      path: teamsPath,
      rowsOf: data => data.teams,
      describe,
      alarming: false,
      actions: [{ name: 'close', danger: true, when: team => team.status === 'open', run: closeTeam }],
    },
    onRefused,
  );
  return list;
}

function teamsPath() {
  if (model.opened === null) return null;
  const status = model.teamStatus && `?status=${model.teamStatus}`;
  return `/api/admin/group-buys/${encodeURIComponent(model.opened.id)}/teams${status}`;
}

const describe = team => ({
  title: text('groups.teams.title', { n: team.size, code: team.shareCode }),
  badge: text(team.completedShort ? 'groups.teams.short' : `groups.teams.state.${team.status}`),
  kind: kinds[team.status],
  lines: [
    text('groups.teams.seats', { paid: team.paid, taken: team.taken, size: team.size, price: yuan(team.priceFen) }),
    text('groups.teams.times', { opened: dateTime(team.openedAt), deadline: dateTime(team.deadline) }),
    ...(team.endedAt ? [text('groups.teams.ended', { time: dateTime(team.endedAt) })] : []),
  ],
});

async function close(team, onEnd) {
  const values = await ask({
    ...question('groups.teams.ask', { code: team.shareCode, paid: team.paid, unpaid: team.taken - team.paid }),
    yes: text('groups.teams.ask.yes'),
    danger: true,
    fields: [reasonField()],
  });
  if (values === null) return;
  await act(
    {
      id: team.id,
      path: `/api/admin/teams/${encodeURIComponent(team.id)}/close`,
      body: { reason: values.reason },
      repeat: true,
      done: () => text('groups.teams.done', { code: team.shareCode }),
    },
    onEnd,
  );
}
