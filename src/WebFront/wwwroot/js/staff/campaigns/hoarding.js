// Counts what the customers of running campaigns let go: a line in each campaign's row.
import { call } from '../../api.js';
import { clock } from '../../clock.js';
import { count } from '../../format.js';
import { phaseOf } from '../../campaigns/phase.js';
import { text } from '../../texts.js';
import { StaffLoader } from '../loader.js';
import { change, model } from '../model.js';

const EveryMs = 15_000; // older than the lists beside it: each campaign asks its shards
const AskAtMost = 20; // campaigns, newest first

export function hoardingPanel(kind, onRefused) {
  let nextAt = 0;
  const loader = new StaffLoader(
    async () => {
      nextAt = performance.now() + EveryMs;
      const { token } = model.session;
      for (const { id } of kind.listed().filter(isRunning).slice(0, AskAtMost)) {
        if (model.session?.token !== token) return;
        const { data } = await call('GET', `${kind.path}/${encodeURIComponent(id)}/hoarding`, { token });
        model.hoarding.set(id, data);
      }
      change();
    },
    error => {
      onRefused(error);
      return false; // the next periodic refresh tries again
    },
  );
  return {
    render() {},
    refresh: () => performance.now() >= nextAt && kind.listed().length > 0 && loader.refresh(),
    clear() {
      nextAt = 0;
      model.hoarding.clear();
    },
  };
}

const isRunning = campaign =>
  ['open', 'paused'].includes(phaseOf(campaign, clock.now())) && campaign.status !== 'draft';

/** Empty while nobody let anything go. */
export function hoardingText(id) {
  const known = model.hoarding.get(id);
  if (!known || known.letGo === 0) return '';
  const { letGo, lapsed, givingWay, atLimit } = known;
  return text('staff.hoarding', {
    letGo: count(letGo),
    lapsed: count(lapsed),
    givingWay: count(givingWay),
    atLimit: count(atLimit),
  });
}
