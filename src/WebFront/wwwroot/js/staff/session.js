// The login of a member of staff, which all tabs of a browser share until it expires, somebody logs out, or the browser ends.
import { Session } from '../session.js';

const Place = 'fuelgrains.staff';
// localStorage outlives the browser, which several people may use: without this cookie, which ends with the browser, the login in
// it does not count. The cookie holds no secret.
const Mark = 'fuelgrains-staff=here';

const isMarked = () => document.cookie.split('; ').includes(Mark);

const shared = {
  getItem: place => (isMarked() ? localStorage.getItem(place) : null),
  setItem(place, value) {
    document.cookie = `${Mark}; path=/; SameSite=Strict`;
    localStorage.setItem(place, value);
  },
  removeItem: place => localStorage.removeItem(place),
};

/** onOther() runs when another tab logs in or out. */
export function staffSession(onOther) {
  if (!isMarked()) shared.removeItem(Place);
  addEventListener('storage', ({ key }) => {
    if (key === Place || key === null) onOther();
  });
  return new Session(Place, shared);
}
