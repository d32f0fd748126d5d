// Reads a QR with the camera, where the browser can.
import { byId } from '../dom.js';

const ScanEveryMs = 150;

export const canScan = () => 'BarcodeDetector' in globalThis && Boolean(navigator.mediaDevices?.getUserMedia);

/** Answers what the first symbol says, or null when the person turned away. Throws when there is no camera for us. */
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
