// The nickname that team mates see, shown only with the customer's consent.
import { call } from '../api.js';
import { byId, setText } from '../dom.js';
import { problemText, text } from '../texts.js';

export function setUpProfile(session) {
  async function save(consent) {
    const nickname = byId('nickname').value.trim();
    try {
      const body = consent ? { consent, nickname: nickname === '' ? null : nickname } : { consent };
      await call('PUT', '/api/me/profile', { token: session().token, body });
      setText(byId('profile-says'), text('group.profile.done'));
    } catch (error) {
      setText(byId('profile-says'), problemText(error));
    }
  }
  byId('profile').addEventListener('submit', event => {
    event.preventDefault();
    void save(true);
  });
  byId('hide-me').addEventListener('click', () => void save(false));
}
