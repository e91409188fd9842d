import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { DURATION_IN_WORDS, parseDuration } from '../time/duration.js';
import { moment } from '../time/taipei.js';
import type { World } from '../world.js';
import { bodyOf } from './body.js';
import { ControlError } from './control-error.js';

const body = z.strictObject({ advance: z.string(`advance is ${DURATION_IN_WORDS}`) });

/** Dates of the protocol have four digits for the year. */
const END_OF_TIME = Date.UTC(9000, 0);

/** Lets the sandbox's time pass; answers when all that fell due is done. */
export function registerClockControl(app: FastifyInstance, { clock }: World): void {
  app.post('/_sandbox/clock', async (request) => {
    const { advance } = bodyOf(request, body);
    const milliseconds = parseDuration(advance);
    if (milliseconds === undefined) {
      throw new ControlError(
        400,
        'INVALID_DURATION',
        `${JSON.stringify(advance)} is no duration: write ${DURATION_IN_WORDS}.`,
      );
    }
    if (clock.now() + milliseconds > END_OF_TIME)
      throw new ControlError(400, 'TOO_FAR', 'The clock ends in the year 9000.');
    await clock.advance(milliseconds);
    const now = clock.now();
    return { now: new Date(now).toISOString(), taipei: moment(now) };
  });
}
