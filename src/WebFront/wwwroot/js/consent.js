// Notification consents: one consent allows one message of a kind. The mini-program calls wx.requestSubscribeMessage with
// these templates and reports the granted ones; on the web page the switch stands for that sheet and grants them all.
import { call, isUnknown } from './api.js';
import { byId, setText, setVisible } from './dom.js';
import { Loader } from './loader.js';
import { problemText, text } from './texts.js';

const AtOnce = 5; // the limit of WeChat's sheet

/** Returns { refresh(), render() }. */
export function setUpConsent({ session, onChanged }) {
  let consents = [];
  let owner = null;
  let busy = false;
  let trouble = '';

  const loader = new Loader(
    async () => {
      const who = session();
      if (who === null) return;
      const { data } = await call('GET', '/api/me/consents', { token: who.token });
      [consents, owner] = [data.consents, who];
      onChanged();
    },
    error => isUnknown(error),
  );

  byId('consent').addEventListener('click', async () => {
    const who = session();
    [busy, trouble] = [true, ''];
    onChanged();
    try {
      // A lost answer is left to the next tap: a repeated request would count twice, and nothing is urgent.
      const templates = missing(consents)
        .slice(0, AtOnce)
        .map(consent => consent.templateId);
      const { data } = await call('POST', '/api/me/consents', { token: who.token, body: { templates } });
      [consents, owner] = [data.consents, who];
    } catch (error) {
      trouble = problemText(error);
      loader.refresh();
    } finally {
      busy = false;
      onChanged();
    }
  });

  function render() {
    const on = consents.length > 0 && missing(consents).length === 0;
    setVisible(byId('consent-card'), consents.length > 0 && owner === session());
    const button = byId('consent');
    button.disabled = busy || on;
    if (button.getAttribute('aria-checked') !== String(on)) button.setAttribute('aria-checked', on);
    const events = consents.map(consent => text(`common.consent.events.${consent.event}`)).join('、');
    setText(byId('consent-says'), trouble || text(on ? 'common.consent.on' : 'common.consent.off', { events }));
  }

  return { refresh: () => loader.refresh(), render };
}

const missing = consents => consents.filter(consent => consent.remaining === 0);
