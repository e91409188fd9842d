/**
 * `npm run codec [-- --port P --host H]` runs the codec server as a process. It reads its settings from the
 * environment. Exit status: 0 after a signal to stop, 1 if it cannot listen, 2 for invalid options or settings.
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
  const options = readOrPrintMistakes(() => ({
    at: readListenOptions(argv, DEFAULT_PORT),
    settings: readCodecServerSettings(process.env),
  }));
  if (options === undefined) return 2;
  const { codecKeys, origins, encode, warnings } = options.settings;
  const log = processLog();
  for (const warning of warnings) log.warn(warning);
  const server = createCodecServer({
    ...(codecKeys && { codecKeys }),
    authorize: createAuthorize(options.settings),
    origins,
    encode,
    log,
  });
  return await serveUntilSignal(server, options.at);
}

/** Only the settings of the sandbox have neither a token nor a JSON Web Token. */
function createAuthorize({ tokens = [], jwt }: CodecServerSettings): Authorize {
  const checks = [
    ...tokens.map((token, index) => bearerToken(token.export().toString('utf8'), callerName(index))),
    ...(jwt === undefined ? [] : [jsonWebToken(jwt)]),
  ];
  return checks.length === 0 ? anyone : anyOf(...checks);
}

/** The log shows whether anyone still uses the token that is being replaced. */
function callerName(tokenIndex: number): string {
  return tokenIndex === 0 ? 'token' : 'older token';
}
