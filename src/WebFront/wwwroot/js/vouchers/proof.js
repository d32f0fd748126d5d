// What proves a voucher: its code, and the same as a QR. Only its owner may fetch either, so the page asks with the token
// and shows the picture as data.
import { call, isUnknown } from '../api.js';
import { Loader } from '../loader.js';

/** Tries until both are there, or there is nothing to show any more; says whether it is still trying. */
export function loadProof(voucher, session, { onPicture, onCode, onTrouble }) {
  const path = `/api/vouchers/${encodeURIComponent(voucher.id)}`;
  const { token } = session;
  new Loader(
    async () => {
      const { data: found } = await call('GET', path, { token });
      if (found.code !== null) {
        onCode(found.code);
        const { data: picture } = await call('GET', `${path}/qr.svg`, { token, as: 'text' });
        onPicture(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture)}`);
      }
      onTrouble(false);
    },
    error => {
      const again = isUnknown(error);
      onTrouble(again);
      return again;
    },
  ).refresh();
}
