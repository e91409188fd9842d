/** `npm run example -- lambda [--port 4610]` */
import { runExample } from '../shared/run-example.js';
import { toListener } from './function-url.js';

await runExample(4610, async () => {
  // Loaded here, so that a wrong setting is reported as in the other examples.
  const { handler } = await import('./handler.js');
  return toListener(handler);
});
// As Lambda ends it: the handler does not close its connection.
process.exit();
