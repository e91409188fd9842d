/** `npm run example -- express [--port 4670]` */
import { runExample } from '../shared/run-example.js';
import { createMerchant } from './merchant.js';

await runExample(4670, ({ client, merchants, url, sandboxUrl }) => {
  const eventsSecret = process.env['ECTICKET_EVENTS_SECRET'] ?? 'whsec_dGhpcyBpcyBub3QgYSBzZWNyZXQgb2YgYW55Ym9keQ==';
  return createMerchant({ client, merchants, url, eventsSecret, ...(sandboxUrl !== undefined && { sandboxUrl }) });
});
