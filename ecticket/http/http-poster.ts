import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { got, RequestError, type Got } from 'got';
import { NotAnECPayReplyError } from '../errors/not-an-ecpay-reply-error.js';
import { ServerError } from '../errors/server-error.js';
import { ThrottledError } from '../errors/throttled-error.js';
import { checkedBaseUrl } from './base-url.js';
import { failureOf } from './failure.js';
import { believableDelay, retryAtOf } from './retry-after.js';
import { DEFAULT_TIMEOUTS, type Timeouts } from './timeouts.js';

/** The largest envelope believed, in bytes: a page of 200 tickets is below half of it. */
const ENVELOPE_LIMIT = 1024 * 1024;

/** An idle connection is closed before a server's usual five seconds are over, lest a request meets the closing. */
const IDLE_FOR = 4_000;

export interface Post {
  /** The endpoint's name, for errors. */
  readonly endpoint: string;
  readonly merchantId: string;
  /** From the base URL on, with its leading slash. */
  readonly path: string;
  readonly body: string;
  /** JSON unless said. */
  readonly contentType?: string;
  /** Bytes of the answer; an envelope's limit unless said. */
  readonly sizeLimit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since the epoch; what Retry-After counts from. */
  readonly now: () => number;
}

/** Posts to one host over kept connections. Every phase has a limit, nothing is repeated, no redirect is followed. */
export class HttpPoster {
  readonly #baseUrl: string;
  readonly #agents = {
    http: new HttpAgent({ keepAlive: true, timeout: IDLE_FOR }),
    https: new HttpsAgent({ keepAlive: true, timeout: IDLE_FOR }),
  };
  readonly #got: Got;

  /** @throws InvalidBaseUrlError */
  constructor(baseUrl: string, timeouts: Partial<Timeouts> = {}) {
    this.#baseUrl = checkedBaseUrl(baseUrl);
    this.#got = got.extend({
      agent: this.#agents,
      timeout: { ...DEFAULT_TIMEOUTS, ...timeouts },
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      // ECPay does not compress, and an answer's size is limited as it arrives.
      decompress: false,
      headers: { accept: 'text/html', 'user-agent': 'temporal-ecticket' },
    });
  }

  /**
   * @returns the body of a 2xx answer.
   * @throws CannotConnectError, TimedOutError, ThrottledError, ServerError, NotAnECPayReplyError (`tooLarge`,
   *   `truncated`); the signal's own reason when it was aborted.
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
        if (transferred > (call.sizeLimit ?? ENVELOPE_LIMIT)) oversize.abort();
      });
      const { statusCode, headers, body } = await request;
      checkStatus(call, statusCode, headers['retry-after']);
      return body;
    } catch (error) {
      call.signal?.throwIfAborted();
      if (oversize.signal.aborted) throw new NotAnECPayReplyError(call.endpoint, 'tooLarge');
      throw error instanceof RequestError ? failureOf(error, call.endpoint, url) : error;
    }
  }

  /** Ends the kept connections. */
  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }
}

function checkStatus({ endpoint, merchantId, now }: Post, status: number, retryAfter: string | undefined): void {
  if (status >= 200 && status < 300) return;
  // ECPay throttles with 403; a 429 is a proxy's, and believed where it says for how long.
  if (status === 403 || (status === 429 && believableDelay(retryAfter, now()) !== undefined)) {
    throw new ThrottledError(endpoint, merchantId, status, retryAtOf(retryAfter, now()));
  }
  throw new ServerError(endpoint, status);
}
