// The notice of a paid sale for the attendant: large, with one chime. Browsers play no sound before a first touch.
import { clock } from '../clock.js';
import { byId, setText, setVisible } from '../dom.js';
import { text } from '../texts.js';
import { money } from './format.js';

const ShownForMs = 30_000; // the attendant notices within this time, or the driver has left
const Tones = [880, 1320]; // two notes within half a second
const ToneSeconds = 0.22;

let audio = null;
let rung = null; // the last sale with a chime: a reload or a resync does not repeat it

export const isPaidNow = pump => pump.paidAt !== null && clock.now() - Date.parse(pump.paidAt) < ShownForMs;

export function setUpSound() {
  if (!('AudioContext' in globalThis)) return;
  audio = new AudioContext();
  byId('sound').addEventListener('click', () => void audio.resume().then(renderSound));
  audio.addEventListener('statechange', renderSound);
  renderSound();
}

/** A stale board shows no notice: its payment may be old. */
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
