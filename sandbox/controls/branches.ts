import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { World } from '../world.js';
import { bodyOf } from './body.js';

const branch = z.strictObject({
  merchantId: z.string().min(1),
  storeId: z.string().regex(/^[0-9A-Za-z]{2,20}$/, '2 to 20 letters and digits'),
  active: z.boolean().default(true),
});

/** The merchants' branches. */
export function registerBranchControls(app: FastifyInstance, { branches }: World): void {
  app.get('/_sandbox/branches', () => branches.all());

  app.post('/_sandbox/branches', (request) => {
    const given = bodyOf(request, branch);
    branches.put(given);
    return given;
  });
}
