import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SandboxState } from '../state.js';
import { DURATION_FORMAT, parseDuration } from '../time/duration.js';
import { formatDateTime } from '../time/taipei.js';
import { bodyOf, ControlError } from './control-request.js';
import { toCallbackView } from './view.js';

const body = z.strictObject({ advance: z.string(`advance is ${DURATION_FORMAT}`) });

/** ECPay's dates have four digits for the year. */
const MAX_TIME = Date.UTC(9000, 0);

/** Registers the control that advances the clock. It answers when all jobs that became due have run. */
export function registerClockControl(app: FastifyInstance, { clock }: SandboxState): void {
  app.post('/_sandbox/clock', async (request) => {
    const { advance } = bodyOf(request, body);
    const milliseconds = parseDuration(advance);
    if (milliseconds === undefined) {
      throw new ControlError(
        400,
        'INVALID_DURATION',
        `${JSON.stringify(advance)} is not a duration. Use ${DURATION_FORMAT}.`,
      );
    }
    if (clock.now() + milliseconds > MAX_TIME)
      throw new ControlError(400, 'TOO_FAR', 'The clock ends in the year 9000.');
    await clock.advance(milliseconds);
    const now = clock.now();
    return { now: new Date(now).toISOString(), taipei: formatDateTime(now) };
  });
}

/** Registers the control that runs the daily callback job now. */
export function registerCallbackControl(app: FastifyInstance, { notifier }: SandboxState): void {
  app.post('/_sandbox/callbacks/run', async () => {
    const callbacks = await notifier.runNow();
    const answered = callbacks.filter(({ state }) => state === 'answered').length;
    return { sent: callbacks.length, answered, callbacks: callbacks.map(toCallbackView) };
  });
}
