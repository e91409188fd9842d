import type { FastifyError, FastifyInstance } from 'fastify';
import { UnknownMerchantError } from '../../ecticket/index.js';
import { Refusal } from '../orders/refusals.js';
import type { SandboxState } from '../state.js';
import { registerBranchControls, registerItemControls } from './catalogue.js';
import { registerCallbackControl, registerClockControl } from './clock.js';
import { registerFaultControls } from './faults.js';
import { registerOrderControls } from './orders.js';
import { registerPaymentControl } from './payments.js';

/** Everything below `/_sandbox`, JSON in and out; mistakes are answered as `{ error: { code, message } }`. */
export function registerControls(app: FastifyInstance, state: SandboxState): void {
  app.setErrorHandler((error: Problem, _request, reply) => reply.code(statusOf(error)).send(describeError(error)));
  app.setNotFoundHandler((request, reply) => {
    const message = `There is nothing at ${request.method} ${request.url.slice(0, 200)}.`;
    return reply.code(404).send({ error: { code: 'NOT_FOUND', message } });
  });

  registerOrderControls(app, state);
  registerItemControls(app, state);
  registerBranchControls(app, state);
  registerCallbackControl(app, state);
  registerPaymentControl(app, state);
  registerClockControl(app, state);
  registerFaultControls(app, state);
}

type Problem = Error & Partial<FastifyError>;

function statusOf(error: Problem): number {
  const isCallers = error instanceof Refusal || error instanceof UnknownMerchantError;
  return isCallers ? 400 : (error.statusCode ?? 500);
}

/** A mistake as every control tells it. */
export function describeError(error: Problem) {
  const code = error instanceof Refusal ? 'REFUSED' : (error.code ?? 'INTERNAL');
  return { error: { code, message: error.message } };
}
