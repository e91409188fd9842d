import { destination, pino, type Logger } from 'pino';

/** Should a key or a person's data ever get into a line's fields, it is not written. */
const SECRETS = [
  'hashKey',
  'hashIv',
  'apiKey',
  'secret',
  'customerName',
  'customerPhone',
  'customerEmail',
  'customerAddress',
];

/** JSON lines on stderr: stdout is for the few lines that scripts wait for. */
export function processLog(): Logger {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino({ redact: { paths, censor: '[hidden]' }, serializers: { error: shown, err: shown } }, destination(2));
}

/** An error's own words only: a foreign error's further fields may hold a whole request. */
function shown(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? { code: error.code } : {};
  return { name, ...code, message, stack, ...(cause instanceof Error && { cause: shown(cause) }) };
}
