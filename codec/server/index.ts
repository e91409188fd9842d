/** The codec server: how people who may read encrypted histories read them in Temporal's Web UI and with its command line. */
export type { AccessLog } from './access-log.js';
export { anyOf, anyone, bearerToken, type Authorize, type CodecRequest } from './authorize.js';
export { createCodecServer, type CodecServerOptions } from './codec-server.js';
export { jsonWebToken, type JsonWebTokenOptions } from './json-web-token.js';
