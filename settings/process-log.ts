import { destination, pino, type Logger } from 'pino';
import { presentable } from './redact-log.js';

/** JSON lines on stderr: stdout is for the few lines that scripts wait for. Keys and people's data are not written. */
export function processLog(): Logger {
  return pino({ formatters: { log: presentable }, serializers: { error: asItIs, err: asItIs } }, destination(2));
}

/** Made presentable before; pino's own serializer would put every field of an error beside its words. */
function asItIs(error: unknown): unknown {
  return error;
}
