import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { got, RequestError, type Got } from 'got';
import { normalizeBaseUrl } from '../environment.js';
import { NotAnECPayReplyError } from '../errors/not-an-ecpay-reply-error.js';
import { assertSuccessStatus, toCallError } from './outcome-errors.js';

/** The longest duration of each phase of a call, in milliseconds. Nothing is sent before `secureConnect` is over. */
export interface Timeouts {
  readonly lookup: number;
  readonly connect: number;
  readonly secureConnect: number;
  readonly send: number;
  /** From the end of the request to the first byte of the answer. */
  readonly response: number;
  /** From the first byte of the answer to its last. */
  readonly read: number;
  /** The whole call. */
  readonly request: number;
}

/** This package's choice: ECPay's pages give no limits. The timeout of an activity must be longer than `request`. */
export const DEFAULT_TIMEOUTS: Timeouts = {
  lookup: 3_000,
  connect: 5_000,
  secureConnect: 5_000,
  send: 5_000,
  response: 25_000,
  read: 10_000,
  request: 40_000,
};

/** Largest envelope that is accepted, in bytes. A page of 200 tickets has less than half of it. */
const MAX_ENVELOPE_BYTES = 1024 * 1024;

/**
 * Idle connections close after this time, in milliseconds. It is shorter than a server's usual five seconds, so that no
 * request meets a connection that the server is closing.
 */
const IDLE_TIMEOUT_MS = 4_000;

export interface Post {
  /** The endpoint's name, for errors. */
  readonly endpoint: string;
  readonly merchantId: string;
  /** Path after the base URL, with its leading slash. */
  readonly path: string;
  readonly body: string;
  /** Default: `application/json`. */
  readonly contentType?: string;
  /** Limit of the answer in bytes. Default: that of an envelope. */
  readonly sizeLimit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since the epoch; Retry-After counts from it. */
  readonly now: () => number;
}

/** Posts to one host over kept-alive connections. Limits every phase, and neither retries nor follows redirects. */
export class HttpPoster {
  readonly #baseUrl: string;
  readonly #agents = {
    http: new HttpAgent({ keepAlive: true, timeout: IDLE_TIMEOUT_MS }),
    https: new HttpsAgent({ keepAlive: true, timeout: IDLE_TIMEOUT_MS }),
  };
  readonly #got: Got;

  /** @throws InvalidBaseUrlError */
  constructor(baseUrl: string, timeouts: Partial<Timeouts> = {}) {
    this.#baseUrl = normalizeBaseUrl(baseUrl);
    this.#got = got.extend({
      agent: this.#agents,
      timeout: { ...DEFAULT_TIMEOUTS, ...timeouts },
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      // ECPay does not compress, and the size limit applies to the bytes as they arrive.
      decompress: false,
      headers: { accept: 'text/html', 'user-agent': 'temporal-ecticket' },
    });
  }

  /**
   * Posts a body.
   *
   * @returns the body of a 2xx answer.
   * @throws CannotConnectError, TimedOutError, ThrottledError, ServerError, NotAnECPayReplyError (`tooLarge`,
   *   `truncated`); the signal's own reason if it is aborted.
   */
  async post(call: Post): Promise<string> {
    const url = new URL(this.#baseUrl + call.path);
    const oversize = new AbortController();
    const signals = call.signal === undefined ? [oversize.signal] : [oversize.signal, call.signal];
    try {
      const request = this.#got.post(url, {
        body: call.body,
        headers: { 'content-type': call.contentType ?? 'application/json' },
        signal: AbortSignal.any(signals),
      });
      void request.on('downloadProgress', ({ transferred }) => {
        if (transferred > (call.sizeLimit ?? MAX_ENVELOPE_BYTES)) oversize.abort();
      });
      const { statusCode, headers, body } = await request;
      assertSuccessStatus({ ...call, now: call.now() }, statusCode, headers['retry-after']);
      return body;
    } catch (error) {
      call.signal?.throwIfAborted();
      if (oversize.signal.aborted) throw new NotAnECPayReplyError(call.endpoint, 'tooLarge');
      throw error instanceof RequestError ? toCallError(error, call.endpoint, url) : error;
    }
  }

  /** Closes the connections. */
  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }
}
