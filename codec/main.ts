/**
 * `npm run codec [-- --port P --host H]`: the codec server as a process of its own. Settings come from the environment. Ends
 * with 0 when it was asked to, 1 when it cannot listen, 2 for wrong options or settings.
 */
import {
  serveUntilSignal,
  processLog,
  readCodecServerSettings,
  readListenOptions,
  readOrPrintMistakes,
  type CodecServerSettings,
} from '../settings/index.js';
import { anyOf, anyone, bearerToken, createCodecServer, jsonWebToken, type Authorize } from './server/index.js';

const DEFAULT_PORT = 4620;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: string[]): Promise<number> {
  const told = readOrPrintMistakes(() => ({
    at: readListenOptions(argv, DEFAULT_PORT),
    settings: readCodecServerSettings(process.env),
  }));
  if (told === undefined) return 2;
  const { codecKeys, origins, encode, warnings } = told.settings;
  const log = processLog();
  for (const warning of warnings) log.warn(warning);
  const server = createCodecServer({
    ...(codecKeys && { codecKeys }),
    authorize: authorizeBy(told.settings),
    origins,
    encode,
    log,
  });
  return await serveUntilSignal(server, told.at);
}

/** Settings without any are the sandbox's. */
function authorizeBy({ token, jwt }: CodecServerSettings): Authorize {
  const checks = [
    ...(token === undefined ? [] : [bearerToken(token.export().toString('utf8'))]),
    ...(jwt === undefined ? [] : [jsonWebToken(jwt)]),
  ];
  return checks.length === 0 ? anyone : anyOf(...checks);
}
