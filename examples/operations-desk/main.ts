/** `npm run example -- operations-desk [--port 4660]` */
import { runExample } from '../shared/run-example.js';
import { createDesk } from './desk.js';

await runExample(4660, async ({ client, ecticket, webUiUrl }) => {
  const app = createDesk({ ecticket, workflowsUrl: `${webUiUrl}/namespaces/${client.options.namespace}/workflows` });
  await app.ready();
  return (request, response) => app.routing(request, response);
});
