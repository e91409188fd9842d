/**
 * A process with two servers that acknowledge callbacks: the receiver, without Temporal, and a bare Fastify route. It
 * sends their addresses, and its processor time (ms) whenever it is asked for it.
 */
import { fastify } from 'fastify';
import { createCallbackServer, createReceiver } from '../../callbacks/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../ecticket/index.js';

const bare = fastify();
bare.post('/ecpay/ticket/use-status', () => ({ TransCode: 1 }));
const product = createCallbackServer({
  receiver: createReceiver({
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
    deliver: () => Promise.resolve('accepted'),
  }),
  isReady: () => Promise.resolve(true),
});
const at = { port: 0, host: '127.0.0.1' };
process.send?.({ bare: await bare.listen(at), product: await product.listen(at) });
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.((user + system) / 1000);
});
process.on('disconnect', () => process.exit(0));
