/** `npm run example -- koa [--port 4610]` */
import { printEvent } from '../shared/print-event.js';
import { runExample } from '../shared/run-example.js';
import { createApp } from './app.js';

await runExample(4610, (backend) => createApp({ ...backend, onEvent: printEvent }).callback());
