// Renders a campaign as a row that links to its page, for the list of group buys and for the sale page.
import { el, setData, setText } from '../dom.js';
import { dateTime, yuan } from '../format.js';
import { phaseOf } from '../campaigns/phase.js';
import { text } from '../texts.js';

export function campaignNode({ id }) {
  const title = el('b');
  const badge = el('span', { className: 'badge' });
  const price = el('span', { className: 'other-price' });
  const when = el('span', { className: 'muted' });
  const link = el(
    'a',
    { className: 'other', href: `/group/${encodeURIComponent(id)}`, testid: 'group-link' },
    el('span', { className: 'other-head' }, title, badge),
    el('span', { className: 'other-foot' }, when, price),
  );
  let campaign = null;
  return {
    node: el('li', {}, link),
    update(next) {
      campaign = next;
      setText(title, campaign.title);
      setText(price, `¥${yuan(campaign.fromPriceFen)} ${text('group.from')}`);
    },
    tick(now) {
      const phase = phaseOf(campaign, now);
      setData(link, 'phase', phase);
      setText(badge, text(`group.phase.${phase}`));
      setText(
        when,
        text(`sale.others.${phase === 'before' ? 'startsAt' : 'endsAt'}`, {
          time: dateTime(campaign[phase === 'before' ? 'startsAt' : 'endsAt']),
        }),
      );
    },
  };
}
