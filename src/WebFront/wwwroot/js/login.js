// The simulator's login: a name stands for the phone. In the mini-program wx.login gives the code.
import { call } from './api.js';
import { byId, put } from './dom.js';
import { problemText, text } from './texts.js';

export function setUpLogin({ onLogin, onTrouble }) {
  const go = byId('login-go');
  put(go, text('common.login.go'));
  byId('login').addEventListener('submit', async event => {
    event.preventDefault();
    const name = byId('name').value.trim();
    if (name === '') {
      onTrouble(text('common.login.nameNeeded'));
      byId('name').focus();
      return;
    }
    go.disabled = true;
    put(go, text('common.login.going'));
    try {
      const { data } = await call('POST', '/api/login', { body: { code: `u-${name}` } });
      onLogin({ name, customerId: data.customerId, token: data.token, expiresAt: data.expiresAt });
    } catch (error) {
      onTrouble(problemText(error));
    } finally {
      go.disabled = false;
      put(go, text('common.login.go'));
    }
  });
}
