import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SandboxState } from '../state.js';
import { DURATION_FORMAT, parseDuration } from '../time/duration.js';
import { formatDateTime } from '../time/taipei.js';
import { bodyOf, ControlError } from './control-request.js';
import { toCallbackView } from './view.js';

const body = z.strictObject({ advance: z.string(`advance is ${DURATION_FORMAT}`) });

/** Dates of the protocol have four digits for the year. */
const END_OF_TIME = Date.UTC(9000, 0);

/** Lets the sandbox's time pass; answers when all that fell due is done. */
export function registerClockControl(app: FastifyInstance, { clock }: SandboxState): void {
  app.post('/_sandbox/clock', async (request) => {
    const { advance } = bodyOf(request, body);
    const milliseconds = parseDuration(advance);
    if (milliseconds === undefined) {
      throw new ControlError(
        400,
        'INVALID_DURATION',
        `${JSON.stringify(advance)} is no duration: write ${DURATION_FORMAT}.`,
      );
    }
    if (clock.now() + milliseconds > END_OF_TIME)
      throw new ControlError(400, 'TOO_FAR', 'The clock ends in the year 9000.');
    await clock.advance(milliseconds);
    const now = clock.now();
    return { now: new Date(now).toISOString(), taipei: formatDateTime(now) };
  });
}

/** The daily job now. */
export function registerCallbackControl(app: FastifyInstance, { notifier }: SandboxState): void {
  app.post('/_sandbox/callbacks/run', async () => {
    const callbacks = await notifier.runNow();
    const answered = callbacks.filter(({ state }) => state === 'answered').length;
    return { sent: callbacks.length, answered, callbacks: callbacks.map(toCallbackView) };
  });
}
