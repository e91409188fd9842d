/** `npm run example -- express [--port 4670]` */
import { runExample } from '../shared/run-example.js';
import { createMerchant } from './merchant.js';

await runExample(4670, ({ client, merchants, url, eventsSecret, sandboxUrl }) =>
  createMerchant({ client, merchants, url, eventsSecret, ...(sandboxUrl !== undefined && { sandboxUrl }) }),
);
