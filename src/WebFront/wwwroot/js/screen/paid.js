// A sale confirmed as paid, for the attendant: large, and rung once. Browsers play no sound before somebody touched the page.
import { clock } from '../clock.js';
import { byId, setText, setVisible } from '../dom.js';
import { text } from '../texts.js';
import { money } from './format.js';

const ShownForMs = 30_000; // the attendant looks up within that, or the driver has left
const Tones = [880, 1320]; // two notes, over in half a second
const ToneSeconds = 0.22;

let audio = null;
let rung = null; // what was rung for, so that a reload or a resync does not ring again

export const isPaidNow = pump => pump.paidAt !== null && clock.now() - Date.parse(pump.paidAt) < ShownForMs;

export function setUpSound() {
  if (!('AudioContext' in globalThis)) return;
  audio = new AudioContext();
  byId('sound').addEventListener('click', () => void audio.resume().then(renderSound));
  audio.addEventListener('statechange', renderSound);
  renderSound();
}

/** Only of a board that is fresh: a sale that was paid an hour ago is no news. */
export function renderPaid(board, fresh) {
  const paid =
    fresh === 'live' ? board.pumps.filter(isPaidNow).sort((a, b) => Date.parse(b.paidAt) - Date.parse(a.paidAt)) : [];
  setVisible(byId('paid'), paid.length > 0);
  setText(
    byId('paid'),
    paid.map(pump => text('screen.paidNotice', { n: pump.number, amount: money(pump.paidFen) })).join('  '),
  );
  const latest = paid[0] ? `${paid[0].number}/${paid[0].paidAt}` : null;
  if (latest !== null && latest !== rung) ring();
  rung = latest ?? rung;
}

function renderSound() {
  setVisible(byId('sound'), audio.state !== 'running');
}

function ring() {
  if (audio?.state !== 'running') return;
  Tones.forEach((frequency, i) => {
    const tone = new OscillatorNode(audio, { frequency });
    const volume = new GainNode(audio, { gain: 0.2 });
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + i * ToneSeconds);
    tone.stop(audio.currentTime + (i + 1) * ToneSeconds);
  });
}
