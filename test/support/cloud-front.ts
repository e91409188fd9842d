/** A stand-in for the endpoint of Temporal Cloud: TLS and credentials in front of a development server. */
import { once } from 'node:events';
import {
  connect,
  constants,
  createSecureServer,
  type ClientHttp2Session,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificates.js';

interface CloudFrontOptions {
  /** The address of the development server. */
  readonly target: string;
  readonly certificate: Certificate;
  /** What a caller must present: a client certificate of this authority (PEM), or this API key. */
  readonly demands: { readonly clientCa: string } | { readonly apiKey: string };
  /** Methods of gRPC that the account may not call, such as `AddSearchAttributes`. */
  readonly forbidden?: readonly string[];
}

export class CloudFront {
  readonly #server: Http2SecureServer;
  readonly #upstream: ClientHttp2Session;
  readonly #sessions = new Set<ServerHttp2Session>();
  /** The namespaces that callers named in the header of Temporal Cloud. */
  readonly namespaces = new Set<string>();

  private constructor(private readonly options: CloudFrontOptions) {
    const { target, certificate, demands } = options;
    const mutual = 'clientCa' in demands && { ca: demands.clientCa, requestCert: true, rejectUnauthorized: true };
    this.#upstream = connect(`http://${target}`);
    this.#server = createSecureServer({ ...certificate, ...mutual });
    this.#server.on('stream', (stream: ServerHttp2Stream, headers) => {
      stream.on('error', () => undefined);
      if (this.#isAllowed(headers)) this.#forward(stream, headers);
      else refuse(stream);
    });
    this.#server.on('session', (session) => this.#sessions.add(session));
    this.#server.on('sessionError', () => undefined);
  }

  static async start(options: CloudFrontOptions): Promise<CloudFront> {
    const front = new CloudFront(options);
    front.#server.listen(0, '127.0.0.1');
    await once(front.#server, 'listening');
    return front;
  }

  get address(): string {
    return `localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const session of this.#sessions) session.destroy();
    this.#upstream.destroy();
    await closed;
  }

  #isAllowed({ authorization, ...headers }: IncomingHttpHeaders): boolean {
    const { demands, forbidden = [] } = this.options;
    const namespace = headers['temporal-namespace'];
    if (typeof namespace === 'string') this.namespaces.add(namespace);
    if (forbidden.some((method) => headers[':path']?.endsWith(`/${method}`))) return false;
    return !('apiKey' in demands) || authorization === `Bearer ${demands.apiKey}`;
  }

  #forward(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const request = this.#upstream.request({ ...headers, ':scheme': 'http', ':authority': this.options.target });
    let trailers: IncomingHttpHeaders = {};
    request.on('response', (answer, flags) => {
      if (stream.destroyed) return;
      if ((flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0) {
        stream.respond(answer, { endStream: true });
        return;
      }
      stream.respond(answer, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers(trailers));
      request.pipe(stream);
    });
    request.on('trailers', (received: IncomingHttpHeaders) => {
      trailers = received;
    });
    request.on('error', () => stream.close());
    stream.on('close', () => request.close(constants.NGHTTP2_CANCEL));
    stream.pipe(request);
  }
}

/** As Temporal Cloud answers an unknown API key, and a call that the account may not make. */
function refuse(stream: ServerHttp2Stream): void {
  stream.respond(
    {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-status': '7',
      'grpc-message': 'Request unauthorized.',
    },
    { endStream: true },
  );
}
