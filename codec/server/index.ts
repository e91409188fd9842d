/**
 * The codec server, with which authorized people read encrypted histories in Temporal's Web UI and command line.
 *
 * @packageDocumentation
 */
export { anyOf, anyone, bearerToken, type Authorize, type CodecRequest } from './authorize.js';
export { createCodecServer, type CodecServerOptions } from './codec-server.js';
export type { AccessLog } from './http-errors.js';
export { InvalidOptionsError } from '../../ecticket/options/invalid-options-error.js';
export { jsonWebToken, type JsonWebTokenOptions } from './json-web-token.js';
