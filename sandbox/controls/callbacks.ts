import type { FastifyInstance } from 'fastify';
import type { World } from '../world.js';
import { callbackView } from './view.js';

/** The daily job now. */
export function registerCallbackControl(app: FastifyInstance, { notifier }: World): void {
  app.post('/_sandbox/callbacks/run', async () => {
    const callbacks = await notifier.runNow();
    const answered = callbacks.filter(({ state }) => state === 'answered').length;
    return { sent: callbacks.length, answered, callbacks: callbacks.map(callbackView) };
  });
}
