// The conversion funnel of a campaign: viewed, opened, joined, paid, completed, each with its share of the previous step.
import { call } from '../../../api.js';
import { el, keyed, setText, setWidth } from '../../../dom.js';
import { count } from '../../../format.js';
import { Loader } from '../../../loader.js';
import { text } from '../../../texts.js';
import { change, model } from '../../model.js';

const steps = ['viewed', 'opened', 'joined', 'paid', 'completed'];

/** The share of the previous step, from 0 to 1; null for the first step and after an empty one. */
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
  const loader = new Loader(
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
    const { conversion } = model;
    const most = conversion === null ? 1 : Math.max(1, ...steps.map(step => conversion[step]));
    keyed(
      rows,
      conversion === null ? [] : steps.map((step, index) => ({ step, index })),
      ({ step }) => step,
      ({ step }) => {
        const bar = el('i');
        const number = el('b', { testid: `funnel-${step}` });
        const share = el('small');
        return {
          node: el(
            'li',
            {},
            el('span', { text: text(`groups.funnel.${step}`) }),
            el('span', { className: 'bar' }, bar),
            number,
            share,
          ),
          update({ index }) {
            setText(number, count(model.conversion[step]));
            setWidth(bar, model.conversion[step] / most);
            const of = shareOf(model.conversion, index);
            setText(
              share,
              of === null
                ? ''
                : of > 1
                  ? text('groups.funnel.each', { n: of.toFixed(1) })
                  : text('groups.funnel.share', { n: Math.round(of * 100) }),
            );
          },
        };
      },
    );
  }

  return { node, render, refresh: () => loader.refresh() };
}
