import { AcceptedKeys } from './accepted-keys.js';
import { noInterceptor, type CallOptions } from './call-options.js';
import { parseRequest } from './shape.js';
import type { Endpoint } from './endpoints/endpoint.js';
import { requestEnvelope, timestamped, type ReplyHeader } from './envelope.js';
import { NotAnECPayReplyError } from './errors/not-an-ecpay-reply-error.js';
import type { HttpPoster } from './http/http-poster.js';
import type { HashKeyPair } from './key-pair.js';
import type { MerchantRegistry } from './merchants.js';
import type { MerchantRef } from './naming/requests.js';
import { parseReply, verifyReply, type RequestContext } from './reply.js';
import type { VerifiedData } from './signed-data.js';

/** Receives warnings for a merchant's engineers. They contain neither keys nor personal data. */
export type Warn = (message: string, fields: Readonly<Record<string, unknown>>) => void;

/** Limit of OrderDetail's report in bytes. This package's choice: ECPay does not document how long a report can be. */
const MAX_REPORT_BYTES = 32 * 1024 * 1024;

/** One call of an endpoint. */
export interface Call extends CallOptions {
  readonly merchant: MerchantRef;
  /** Data in ECPay's names. */
  readonly data: unknown;
}

interface Answer extends RequestContext {
  readonly body: string;
}

/** Calls an endpoint: validates and encrypts the request, posts it, and verifies the reply. */
export class EndpointCaller {
  readonly #merchants: MerchantRegistry;
  readonly #poster: HttpPoster;
  readonly #now: () => number;
  readonly #warn: Warn;
  readonly #acceptedKeys = new AcceptedKeys<HashKeyPair>();

  constructor(parts: { merchants: MerchantRegistry; poster: HttpPoster; now: () => number; warn: Warn }) {
    this.#merchants = parts.merchants;
    this.#poster = parts.poster;
    this.#now = parts.now;
    this.#warn = parts.warn;
  }

  /**
   * Calls an endpoint and returns its reply.
   *
   * @throws the errors that `TicketApi` documents.
   */
  async call<Request, Reply>(endpoint: Endpoint<Request, Reply>, call: Call): Promise<Reply> {
    return (await this.callWithHeader(endpoint, call)).reply;
  }

  /** Like {@link call}, and also returns the fields of the envelope outside of Data. */
  async callWithHeader<Request, Reply>(
    endpoint: Endpoint<Request, Reply>,
    call: Call,
  ): Promise<{ readonly reply: Reply; readonly header: ReplyHeader }> {
    return await this.#send(endpoint, call, (answer) => {
      const verified = verifyReply(answer.body, answer);
      this.#warnOfDeviations(verified, endpoint.name, call.merchant);
      return { reply: parseReply(endpoint.reply, verified.value, answer, 'unexpectedData'), header: verified.header };
    });
  }

  /**
   * Calls the endpoint that answers with CSV. This package assumes that an answer that begins like JSON or HTML is a
   * refusal or an error, because ECPay's page shows no example of a refusal.
   */
  async callForReport<Request>(endpoint: Endpoint<Request, string>, call: Call): Promise<string> {
    const read = (answer: Answer): string => {
      if (!/^\s*[{<]/.test(answer.body)) return answer.body;
      verifyReply(answer.body, answer);
      throw new NotAnECPayReplyError(endpoint.name, 'unexpectedData', ['expected a CSV report']);
    };
    return await this.#send(endpoint, call, read, MAX_REPORT_BYTES);
  }

  async #send<Request, Reply>(
    endpoint: Endpoint<Request, unknown>,
    call: Call,
    read: (answer: Answer) => Reply,
    sizeLimit?: number,
  ): Promise<Reply> {
    const { merchant, signal, interceptor = noInterceptor } = call;
    const data = parseRequest(endpoint.request, call.data, endpoint.name);
    const acting = await this.#merchants.getActing(merchant);
    const { merchantId, platformId } = merchant;
    const request = { endpoint: endpoint.name, merchantId };
    return await this.#acceptedKeys.send(acting.merchantId, acting.keys, async (keys) => {
      const envelope = requestEnvelope({ merchantId, platformId, data, keys, now: this.#now() });
      return await interceptor(request, async () => {
        const body = await this.#poster.post({
          ...request,
          path: endpoint.path(acting.profile),
          // The request may have waited in the interceptor, and ECPay refuses old timestamps.
          body: JSON.stringify(timestamped(envelope, this.#now())),
          sizeLimit,
          signal,
          now: this.#now,
        });
        return read({ endpoint: endpoint.name, merchant, data, keys: acting.keys, body, receivedAt: this.#now() });
      });
    });
  }

  #warnOfDeviations({ urlEncoding, keyIndex }: VerifiedData, endpoint: string, { merchantId }: MerchantRef): void {
    if (urlEncoding !== 'rfc3986') {
      this.#warn('ECPay used another URL encoding than it documents', { endpoint, merchantId, urlEncoding });
    }
    if (keyIndex > 0) {
      this.#warn('ECPay encrypted with a key pair that is not the newest', { endpoint, merchantId, keyIndex });
    }
  }
}
