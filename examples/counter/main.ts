/** `npm run example -- counter [--port 4650]` */
import { runExample } from '../shared/run-example.js';
import { createCounter } from './counter.js';

await runExample(4650, async ({ ecticket }) => {
  const app = createCounter({ ecticket, merchantId: '3085676', storeId: 'TPE01' });
  await app.ready();
  return (request, response) => app.routing(request, response);
});
