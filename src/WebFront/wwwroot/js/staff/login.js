// The staff login, by name and password.
import { call } from '../api.js';
import { byId, setText } from '../dom.js';
import { problemText, text } from '../texts.js';

export function setUpLogin({ onLogin, onTrouble }) {
  const form = byId('login');
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const button = form.querySelector('button');
    const { name, password } = form.elements;
    button.disabled = true;
    setText(button, text('staff.login.going'));
    try {
      const { data } = await call('POST', '/api/admin/login', {
        body: { name: name.value.trim(), password: password.value },
      });
      password.value = '';
      onLogin({ name: data.name, roles: data.roles, token: data.token, expiresAt: data.expiresAt });
    } catch (error) {
      const wrong = error.slug === 'unauthenticated' || error.slug === 'validation';
      onTrouble(wrong ? text('staff.login.failed') : problemText(error));
    } finally {
      button.disabled = false;
      setText(button, text('staff.login.go'));
    }
  });
}
