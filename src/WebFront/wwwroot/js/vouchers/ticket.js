// Renders a voucher as a ticket: value, validity, stations and code.
import { el, setData, setText, setVisible } from '../dom.js';
import { dateOf, litres, yuan } from '../format.js';
import { text } from '../texts.js';
import { stateOf, stationNames } from './data.js';
import { loadProof } from './proof.js';

/** Returns { node, update({ voucher, now }) }. `open` shows the code at once; otherwise a tap does. */
export function ticketNode(first, session, { open = true } = {}) {
  const title = el('b', { className: 'ticket-title' });
  const badge = el('span', { className: 'badge', testid: 'ticket-state' });
  const worth = el('p', { className: 'ticket-worth', testid: 'ticket-worth' });
  const facts = el('p', { className: 'muted', testid: 'ticket-facts' });
  const where = el('p', { className: 'muted', testid: 'ticket-where' });
  const proof = proofNode(first, session, open);
  const node = el(
    'li',
    { className: 'ticket', testid: 'ticket' },
    el('div', { className: 'ticket-head' }, title, badge),
    worth,
    facts,
    where,
    proof.node,
  );
  node.dataset.voucherId = first.id;
  void nameStations(where, first.stations);
  return {
    node,
    update({ voucher, now }) {
      const state = stateOf(voucher, now);
      setData(node, 'state', state);
      setText(title, voucher.title);
      setText(badge, text(`vouchers.state.${state}`));
      setText(worth, worthOf(voucher));
      setText(facts, text('vouchers.valid', { from: dateOf(voucher.validFrom), to: dateOf(voucher.validTo) }));
      proof.update(state === 'issued');
    },
  };
}

export function worthOf(voucher) {
  if (voucher.kind === 'litres') {
    const key = voucher.remainingMl < voucher.volumeMl ? 'litresLeft' : 'litres';
    return text(`vouchers.worth.${key}`, {
      grade: voucher.grade,
      n: litres(voucher.volumeMl),
      left: litres(voucher.remainingMl),
    });
  }
  if (voucher.kind === 'yuan') {
    const key = voucher.thresholdFen > 0 ? 'yuanFrom' : 'yuan';
    return text(`vouchers.worth.${key}`, { amount: yuan(voucher.valueFen), from: yuan(voucher.thresholdFen) });
  }
  return text('vouchers.worth.service');
}

async function nameStations(node, ids) {
  if (ids.length === 0) return setText(node, text('vouchers.everywhere'));
  setText(node, text('vouchers.somewhere', { n: ids.length }));
  const names = await stationNames();
  const known = ids.map(id => names.get(id)).filter(name => name);
  if (known.length > 0) setText(node, text('vouchers.onlyAt', { names: known.join('、') }));
}

function proofNode(first, session, open) {
  const image = el('img', {
    className: 'qr',
    alt: text('vouchers.qr'),
    testid: 'qr',
    width: 200,
    height: 200,
    hidden: true,
  });
  const failed = el('p', { className: 'muted', text: text('vouchers.qrFailed'), hidden: true });
  const code = el('p', { className: 'code', testid: 'code' });
  const inside = el('div', { className: 'proof-inside', hidden: !open }, image, failed, code);
  const toggle = el('button', {
    type: 'button',
    className: 'plain',
    testid: 'show-code',
    onclick: () => reveal(inside.hidden),
  });
  const node = el('div', { className: 'proof' }, inside, toggle);
  let asked = false;
  const reveal = visible => {
    setVisible(inside, visible);
    setText(toggle, text(visible ? 'vouchers.hideCode' : 'vouchers.showCode'));
    if (!visible || asked) return;
    asked = true;
    loadProof(first, session, {
      onPicture: source => {
        image.src = source;
        setVisible(image, true);
      },
      onCode: words => setText(code, words),
      onTrouble: isTrouble => setVisible(failed, isTrouble),
    });
  };
  setText(toggle, text('vouchers.showCode'));
  return {
    node,
    update(visible) {
      setVisible(node, visible);
      setVisible(toggle, !open);
      if (visible && open) reveal(true);
    },
  };
}
