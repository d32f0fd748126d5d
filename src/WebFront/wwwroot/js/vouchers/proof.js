// The proof of a voucher: its code, as text and as QR. Only the owner may fetch either, so the page sends the token
// and shows the picture as a data URL.
import { call, isUnknown } from '../api.js';
import { Loader } from '../loader.js';

/** Loads both with retries. onTrouble(true): a retry follows; onTrouble(false): loaded, or failed for good. */
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
