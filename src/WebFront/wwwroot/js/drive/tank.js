// The size of the driver's tank, which sets the prepayment of a "full" order.
import { isUnknown } from '../api.js';
import { byId, setText, setVisible } from '../dom.js';
import { text } from '../texts.js';
import { saveTank } from './data.js';
import { change, model } from './model.js';

export const UsualLitres = 200; // the server's default for an unknown tank

let shown; // the last value written to the field: a value that the driver is typing is not overwritten

export function setUpTank(onRefused) {
  byId('tank-save').addEventListener('click', () => void save(onRefused));
  byId('tank').addEventListener('input', () => change({ tankWord: null }));
}

export function renderTank() {
  setVisible(byId('tank-line'), model.preset === 'full');
  if (shown !== model.tank) byId('tank').value = (shown = model.tank) ?? '';
  setText(
    byId('tank-word'),
    text(`drive.tank.${model.tankWord ?? (model.tank === null ? 'usual' : 'known')}`, { n: model.tank }),
  );
  byId('tank-save').disabled = model.tankWord === 'saving';
  byId('tank').setAttribute('aria-invalid', model.tankWord === 'wrong');
}

async function save(onRefused) {
  const words = byId('tank').value.trim();
  const litres = words === '' ? null : Number(words);
  if (litres !== null && !(/^\d{1,3}$/.test(words) && litres >= 5 && litres <= 400))
    return change({ tankWord: 'wrong' });
  change({ tankWord: 'saving' });
  try {
    await saveTank(litres);
    change({ tankWord: null });
  } catch (error) {
    change({ tankWord: isUnknown(error) ? 'failed' : 'wrong' });
    if (error.slug === 'unauthenticated') onRefused(error);
  }
}
