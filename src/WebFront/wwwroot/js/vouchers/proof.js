// What proves a voucher: its code, and the same as a QR. Only its owner may fetch either, so the page asks with the token
// and shows the picture as data.
import { call } from '../api.js';
import { Loader } from '../loader.js';

/** Tries until both are there, and says whether it is still trying. */
export function loadProof(voucher, session, { onPicture, onCode, onTrouble }) {
  const path = `/api/vouchers/${encodeURIComponent(voucher.id)}`;
  const { token } = session;
  new Loader(async () => {
    const [{ data: found }, { data: picture }] = await Promise.all([call('GET', path, { token }), call('GET', `${path}/qr.svg`, { token, as: 'text' })]);
    onCode(found.code ?? '');
    onPicture(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture)}`);
    onTrouble(false);
  }, error => {
    onTrouble(true);
    return error.status !== 401 && error.status !== 404;
  }).ask();
}
