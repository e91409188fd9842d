/** `npm run example -- own-worker` */
import { setTimeout as sleep } from 'node:timers/promises';
import { runWorker } from '../shared/run-worker.js';
import type { SendMail } from './activities.js';
import { createMerchantWorker } from './worker.js';

/** A mail server that takes a second. */
const sendMail: SendMail = async ({ to, text }) => {
  console.log(`mailing to ${to} …`);
  await sleep(1000);
  console.log(`mailed to ${to}: ${text}`);
};

await runWorker((backend) => createMerchantWorker({ ...backend, sendMail }), 'npm run example -- own-worker');
