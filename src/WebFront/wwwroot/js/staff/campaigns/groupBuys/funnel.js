// The conversion funnel of a campaign: viewed, opened, joined, paid, completed, each with its share of the previous step.
import { call } from '../../../api.js';
import { el, keyed, setText, setWidth } from '../../../dom.js';
import { count } from '../../../format.js';
import { text } from '../../../texts.js';
import { StaffLoader } from '../../loader.js';
import { change, model } from '../../model.js';

const steps = ['viewed', 'opened', 'joined', 'paid', 'completed'];

/** The ratio to the previous step; null for the first step and after an empty one. */
const shareOf = (conversion, index) =>
  index === 0 || conversion[steps[index - 1]] === 0 ? null : conversion[steps[index]] / conversion[steps[index - 1]];

export function funnelPanel(onRefused) {
  const rows = el('ol', { className: 'funnel', testid: 'funnel' });
  const node = el(
    'div',
    {},
    el('h3', { text: text('groups.funnel.heading') }),
    el('p', { className: 'muted says', text: text('groups.funnel.says') }),
    rows,
  );
  const loader = new StaffLoader(
    async () => {
      const { opened } = model;
      if (opened === null) return;
      const { data } = await call('GET', `/api/admin/group-buys/${encodeURIComponent(opened.id)}/conversion`, {
        token: model.session?.token,
      });
      if (model.opened?.id === opened.id) change({ conversion: data });
    },
    error => {
      onRefused(error);
      return false; // the next periodic refresh tries again
    },
  );

  function render() {
    keyed(rows, model.conversion === null ? [] : steps, step => step, stepRow);
  }

  return { node, render, refresh: () => loader.refresh() };
}

function stepRow(step) {
  const bar = el('i');
  const number = el('b', { testid: `funnel-${step}` });
  const share = el('small');
  const name = el('span', { text: text(`groups.funnel.${step}`) });
  return {
    node: el('li', {}, name, el('span', { className: 'bar' }, bar), number, share),
    update() {
      const { conversion } = model;
      const most = Math.max(1, ...steps.map(other => conversion[other]));
      setText(number, count(conversion[step]));
      setWidth(bar, conversion[step] / most);
      setText(share, shareText(shareOf(conversion, steps.indexOf(step))));
    },
  };
}

function shareText(share) {
  if (share === null) return '';
  return share > 1
    ? text('groups.funnel.each', { n: share.toFixed(1) })
    : text('groups.funnel.share', { n: Math.round(share * 100) });
}
