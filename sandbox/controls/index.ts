import type { FastifyError, FastifyInstance } from 'fastify';
import { InvalidMerchantsError, UnknownMerchantError } from '../../ecticket/index.js';
import { Refusal } from '../orders/refusals.js';
import type { SandboxState } from '../state.js';
import { registerStoreControls, registerItemControls } from './catalogue.js';
import { registerCallbackControl, registerClockControl } from './clock.js';
import { registerFaultControls } from './faults.js';
import { registerMerchantControl } from './merchants.js';
import { registerOrderControls } from './orders.js';
import { registerPaymentControl } from './payments.js';

/**
 * Registers all controls under `/_sandbox`. Requests and answers are JSON. Errors are answered as `{ error: { code,
 * message } }`.
 */
export function registerControls(app: FastifyInstance, state: SandboxState): void {
  app.setErrorHandler((error: ControlFailure, _request, reply) =>
    reply.code(statusOf(error)).send(describeError(error)),
  );
  app.setNotFoundHandler((request, reply) => {
    const message = `There is nothing at ${request.method} ${request.url.slice(0, 200)}.`;
    return reply.code(404).send({ error: { code: 'NOT_FOUND', message } });
  });

  registerOrderControls(app, state);
  registerItemControls(app, state);
  registerStoreControls(app, state);
  registerMerchantControl(app, state);
  registerCallbackControl(app, state);
  registerPaymentControl(app, state);
  registerClockControl(app, state);
  registerFaultControls(app, state);
}

type ControlFailure = Error & Partial<FastifyError>;

function statusOf(error: ControlFailure): number {
  const callersMistakes = [Refusal, UnknownMerchantError, InvalidMerchantsError];
  return callersMistakes.some((mistake) => error instanceof mistake) ? 400 : (error.statusCode ?? 500);
}

/** Returns the body of an error answer. */
export function describeError(error: ControlFailure) {
  const code = error instanceof Refusal ? 'REFUSED' : (error.code ?? 'INTERNAL');
  return { error: { code, message: error.message } };
}
