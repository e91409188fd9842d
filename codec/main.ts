/**
 * `npm run codec [-- --port P --host H]` runs the codec server as a process. It reads its settings from the
 * environment. Exit status: 0 after a signal to stop, 1 if it cannot listen, 2 for invalid options or settings.
 */
import {
  serveUntilSignal,
  processLog,
  readCodecServerSettings,
  runServerProcess,
  type CodecServerSettings,
  type ListenOptions,
  type ProcessCommand,
} from '../settings/index.js';
import { anyOf, anyone, bearerToken, createCodecServer, jsonWebToken, type Authorize } from './server/index.js';

const COMMAND: ProcessCommand = {
  program: 'codec',
  description: "Decrypts payloads for Temporal's Web UI and for the temporal command.",
  serves: '/decode, /encode and /healthz',
  defaultPort: 4620,
  failures: 'its port is in use',
};

process.exitCode = await runServerProcess(process.argv.slice(2), COMMAND, readCodecServerSettings, serve);

async function serve(at: ListenOptions, settings: CodecServerSettings): Promise<number> {
  const { codecKeys, origins, encode, warnings } = settings;
  const log = processLog();
  for (const warning of warnings) log.warn(warning);
  const server = createCodecServer({
    ...(codecKeys && { codecKeys }),
    authorize: createAuthorize(settings),
    origins,
    encode,
    log,
  });
  return await serveUntilSignal(server, at);
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
