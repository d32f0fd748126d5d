// Reads a QR code with the camera, in browsers that can.
import { byId } from '../dom.js';

const ScanEveryMs = 150;

export const canScan = () => 'BarcodeDetector' in globalThis && Boolean(navigator.mediaDevices?.getUserMedia);

/** Returns the text of the first code found, or null when the dialog is closed. Throws when no camera may be used. */
export async function scan() {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  const dialog = byId('camera');
  const video = byId('video');
  byId('camera-no').onclick = () => dialog.close();
  try {
    video.srcObject = stream;
    dialog.showModal();
    await video.play();
    const detector = new globalThis.BarcodeDetector({ formats: ['qr_code'] });
    while (dialog.open) {
      const [found] = await detector.detect(video);
      if (found) return found.rawValue;
      await new Promise(resolve => setTimeout(resolve, ScanEveryMs));
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    if (dialog.open) dialog.close();
  }
}
