// The letter's QR code through the tablet's camera, where the browser can read one.

const PAUSE = 250;

/** Whether this browser has a camera and reads QR codes by itself. */
export async function canRead() {
  if (!("BarcodeDetector" in globalThis) || !navigator.mediaDevices?.getUserMedia) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

/** Shows what the camera sees until a code is read (it is returned) or `stop` is called (null). */
export function reading(video) {
  let going = true;
  const stop = () => { going = false; };
  const read = async () => {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    try {
      video.srcObject = stream;
      await video.play();
      while (going) {
        const [found] = await detector.detect(video);
        if (found) return found.rawValue;
        await new Promise((go) => { setTimeout(go, PAUSE); });
      }
      return null;
    } finally {
      for (const track of stream.getTracks()) track.stop();
      video.srcObject = null;
    }
  };
  return { stop, found: read() };
}
