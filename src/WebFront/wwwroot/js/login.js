// The simulator's login: a name stands for the phone. The mini-program gets its code from wx.login.
import { call } from './api.js';
import { byId, setText } from './dom.js';
import { problemText, text } from './texts.js';

export function setUpLogin({ onLogin, onTrouble }) {
  const go = byId('login-go');
  setText(go, text('common.login.go'));
  byId('login').addEventListener('submit', async event => {
    event.preventDefault();
    const name = byId('name').value.trim();
    if (name === '') {
      onTrouble(text('common.login.nameNeeded'));
      byId('name').focus();
      return;
    }
    go.disabled = true;
    setText(go, text('common.login.going'));
    try {
      const data = await exchange(name);
      onLogin({ name, customerId: data.customerId, token: data.token, expiresAt: data.expiresAt });
    } catch (error) {
      onTrouble(problemText(error));
    } finally {
      go.disabled = false;
      setText(go, text('common.login.go'));
    }
  });
}

/** Exchanges a code for a token. A code is good for one login: when it was used or is too old, a new one is tried, once. */
export async function exchange(name) {
  const logIn = async () => (await call('POST', '/api/login', { body: { code: `u-${name}` } })).data;
  try {
    return await logIn();
  } catch (error) {
    if (error.slug !== 'bad-code') throw error;
    return logIn();
  }
}
