/** `npm run example -- nestjs [--port 4610]` */
import { printEvent } from '../shared/print-event.js';
import { runExample } from '../shared/run-example.js';
import { createApp } from './create-app.js';

await runExample(4610, async (backend) => {
  const app = await createApp({ ...backend, onEvent: printEvent });
  await app.init();
  return app.getHttpAdapter().getInstance();
});
