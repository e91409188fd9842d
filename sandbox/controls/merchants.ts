import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SandboxState } from '../state.js';
import { bodyOf } from './control-request.js';

const params = z.object({ merchantId: z.string() });
const pair = z.strictObject({ hashKey: z.string(), hashIv: z.string() });
const body = z.strictObject({ keys: z.tuple([pair], pair) });

/**
 * Registers the control that replaces a merchant's keys, as ECPay does. From then on, the sandbox signs with the first
 * pair and accepts requests and answers that are signed with any. The answer does not contain the keys.
 */
export function registerMerchantControl(app: FastifyInstance, { merchants }: SandboxState): void {
  app.post('/_sandbox/merchants/:merchantId/keys', async (request) => {
    const { merchantId } = params.parse(request.params);
    const { keys } = bodyOf(request, body);
    await merchants.replaceKeys(merchantId, keys);
    return { merchantId, keyPairs: keys.length };
  });
}
