/** Scans codes with the camera where the browser can detect barcodes, and shows that a form is on its way. */

const form = document.querySelector('form[action="/voucher"]');
const button = document.querySelector('#scan');

if (form && button && 'BarcodeDetector' in globalThis && navigator.mediaDevices) {
  button.hidden = false;
  button.addEventListener('click', () => {
    scan().catch((error) => {
      document.querySelector('#camera-problem').textContent = `The camera cannot be used: ${error.message}`;
    });
  });
}

/** Shows the camera until a barcode is in view, and sends its code. */
async function scan() {
  const detector = new globalThis.BarcodeDetector();
  const video = document.querySelector('#camera');
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  let found = [];
  while (found.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    found = await detector.detect(video);
  }
  for (const track of stream.getTracks()) track.stop();
  form.elements.code.value = found[0].rawValue;
  form.requestSubmit();
}

document.addEventListener('submit', ({ submitter }) => submitter?.setAttribute('aria-busy', 'true'));
