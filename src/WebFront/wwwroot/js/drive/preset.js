// The order form: an open pump sale, or a preset amount, volume or full tank, and the vouchers.
import { byId, el, keyed, setText, setVisible } from '../dom.js';
import { fenOf } from '../format.js';
import { litres, money, price } from '../screen/format.js';
import { text } from '../texts.js';
import { change, model, openSales, usable } from './model.js';
import { renderMeter } from './places.js';
import { renderTank } from './tank.js';

export function setUpPreset() {
  byId('preset').append(
    ...['amount', 'litres', 'full'].map(value => el('option', { value, text: text(`drive.before.${value}`) })),
  );
  byId('preset').addEventListener('change', event => change({ preset: event.target.value }));
  byId('grade').addEventListener('change', () => change({ chosen: new Set() }));
  byId('before').addEventListener('submit', event => event.preventDefault());
}

const gradeOf = price => price.grade ?? price.product;

const chosenGrade = () =>
  model.saleId !== null ? (openSales().find(sale => sale.id === model.saleId)?.grade ?? '') : byId('grade').value;

export function renderPreset() {
  const visible = model.session !== null && model.pump !== null && model.order === null;
  setVisible(byId('pump'), visible);
  if (!visible) return;
  renderMeter(byId('pump'));
  const sales = openSales();
  keyed(byId('open-sales'), sales, sale => sale.id, createSale);
  const before = sales.length === 0 && model.offer?.before === true;
  setVisible(byId('before'), before);
  setVisible(byId('no-before'), model.offer !== null && sales.length === 0 && !model.offer.before);
  keyed(
    byId('grade'),
    model.offer?.prices ?? [],
    item => item.product,
    item => ({
      node: el('option', { value: gradeOf(item) }),
      update(now) {
        setText(this.node, text('drive.price', { name: now.grade ?? now.name, price: price(now.priceMilli) }));
      },
    }),
  );
  setVisible(byId('much-line'), model.preset !== 'full');
  renderTank();
  setText(
    byId('much-label'),
    text(model.preset === 'litres' ? 'drive.before.litresLabel' : 'drive.before.amountLabel'),
  );
  const possible = before || sales.some(sale => sale.open);
  renderVouchers(possible);
  setText(byId('place'), text(before ? 'drive.place.before' : 'drive.place.after'));
  setVisible(byId('place'), possible);
  byId('place').disabled = model.placing !== null || (!before && model.saleId === null);
}

function createSale(sale) {
  const radio = el('input', {
    type: 'radio',
    name: 'open-sale',
    testid: 'open-sale-choice',
    onchange: () => change({ saleId: sale.id, chosen: new Set() }),
  });
  const words = el('span');
  const why = el('small', { className: 'muted' });
  return {
    node: el('li', { className: 'sale-line', testid: 'open-sale' }, el('label', {}, radio, words, why)),
    update(now) {
      setText(
        words,
        text('drive.openSale', {
          name: now.grade ?? now.name,
          litres: litres(now.volumeMl),
          amount: money(now.amountFen),
        }),
      );
      setText(why, now.open ? '' : text(now.state === 'held' ? 'drive.saleHeld' : 'drive.saleTaken'));
      radio.disabled = !now.open;
      radio.checked = model.saleId === now.id;
    },
  };
}

function renderVouchers(possible) {
  const vouchers = possible ? usable(chosenGrade()) : [];
  setVisible(byId('vouchers'), vouchers.length > 0);
  keyed(
    byId('voucher-list'),
    vouchers,
    voucher => voucher.id,
    voucher => {
      const box = el('input', {
        type: 'checkbox',
        testid: 'voucher',
        onchange: () => {
          const chosen = new Set(model.chosen);
          if (box.checked) chosen.add(voucher.id);
          else chosen.delete(voucher.id);
          change({ chosen });
        },
      });
      const words =
        voucher.kind === 'litres'
          ? text('drive.voucher.litres', { title: voucher.title, litres: litres(voucher.remainingMl) })
          : text('drive.voucher.yuan', {
              title: voucher.title,
              threshold: money(voucher.thresholdFen),
              value: money(voucher.valueFen),
            });
      return {
        node: el('li', {}, el('label', {}, box, el('span', { text: words }))),
        update() {
          box.checked = model.chosen.has(voucher.id);
        },
      };
    },
  );
}

/** The request body of the order; null when the amount cannot be read. */
export function orderBody() {
  const voucherIds = [...model.chosen];
  if (model.saleId !== null) return { saleId: model.saleId, voucherIds };
  const grade = byId('grade').value;
  if (model.preset === 'full') return { full: true, grade, voucherIds };
  const hundredths = fenOf(byId('much').value);
  if (!(hundredths > 0)) return null;
  return model.preset === 'amount'
    ? { amountFen: hundredths, grade, voucherIds }
    : { volumeMl: hundredths * 10, grade, voucherIds };
}
