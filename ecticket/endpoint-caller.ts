import { noInterceptor, type CallOptions } from './call-options.js';
import { parseRequest } from './shape.js';
import type { Endpoint } from './endpoints/endpoint.js';
import { requestEnvelope, timestamped, type ReplyHeader } from './envelope.js';
import { NotAnECPayReplyError } from './errors/not-an-ecpay-reply-error.js';
import type { HttpPoster } from './http/http-poster.js';
import type { MerchantRegistry } from './merchants.js';
import type { MerchantRef } from './naming/requests.js';
import { verifyReply, parse, type Asked } from './reply.js';
import type { VerifiedData } from './signed-data.js';

/** Receives what a merchant's engineers should look at, without a key or a person's data. */
export type Warn = (message: string, fields: Readonly<Record<string, unknown>>) => void;

/** OrderDetail's report may be long; how long is not documented. */
const REPORT_LIMIT = 32 * 1024 * 1024;

/** One call: for whom, with which Data in ECPay's names. */
export interface Call extends CallOptions {
  readonly who: MerchantRef;
  readonly data: unknown;
}

interface Answered extends Asked {
  readonly body: string;
}

/** Makes one call of one endpoint: checks and seals the request, posts it, and believes the answer only when checked. */
export class EndpointCaller {
  readonly #merchants: MerchantRegistry;
  readonly #poster: HttpPoster;
  readonly #now: () => number;
  readonly #warn: Warn;

  constructor(parts: { merchants: MerchantRegistry; poster: HttpPoster; now: () => number; warn: Warn }) {
    this.#merchants = parts.merchants;
    this.#poster = parts.poster;
    this.#now = parts.now;
    this.#warn = parts.warn;
  }

  /** @throws what `TicketApi` names. */
  async call<Request, Reply>(endpoint: Endpoint<Request, Reply>, call: Call): Promise<Reply> {
    return (await this.callWithHeader(endpoint, call)).reply;
  }

  /** As {@link call}, with what the envelope says beside Data. */
  async callWithHeader<Request, Reply>(
    endpoint: Endpoint<Request, Reply>,
    call: Call,
  ): Promise<{ readonly reply: Reply; readonly header: ReplyHeader }> {
    return await this.#ask(endpoint, call, (answered) => {
      const opened = verifyReply(answered.body, answered);
      this.#warnOfHabits(opened, endpoint.name, call.who);
      return { reply: parse(endpoint.reply, opened.value, answered, 'unexpectedData'), header: opened.header };
    });
  }

  /**
   * For the one endpoint that answers CSV. That an answer which begins like JSON or HTML is no report, but a refusal or
   * a fault, is a choice: the page shows no refusal.
   */
  async callForReport<Request>(endpoint: Endpoint<Request, string>, call: Call): Promise<string> {
    const read = (answered: Answered): string => {
      if (!/^\s*[{<]/.test(answered.body)) return answered.body;
      verifyReply(answered.body, answered);
      throw new NotAnECPayReplyError(endpoint.name, 'unexpectedData', ['a CSV report was expected']);
    };
    return await this.#ask(endpoint, call, read, REPORT_LIMIT);
  }

  async #ask<Request, Reply>(
    endpoint: Endpoint<Request, unknown>,
    call: Call,
    read: (answered: Answered) => Reply,
    sizeLimit?: number,
  ): Promise<Reply> {
    const { who, signal, interceptor = noInterceptor } = call;
    const data = parseRequest(endpoint.request, call.data, endpoint.name);
    const sealer = await this.#merchants.getActing(who);
    const envelope = requestEnvelope({
      merchantId: who.merchantId,
      platformId: who.platformId,
      data,
      keys: sealer.keys[0],
      now: this.#now(),
    });
    const asked = { endpoint: endpoint.name, merchantId: who.merchantId };
    return await interceptor(asked, async () => {
      const body = await this.#poster.post({
        ...asked,
        path: endpoint.path(sealer.profile),
        // The request may have waited in the interceptor.
        body: JSON.stringify(timestamped(envelope, this.#now())),
        sizeLimit,
        signal,
        now: this.#now,
      });
      return read({ ...asked, who, data, keys: sealer.keys, body });
    });
  }

  #warnOfHabits({ urlEncoding, keyIndex }: VerifiedData, endpoint: string, { merchantId }: MerchantRef): void {
    if (urlEncoding !== 'rfc3986') {
      this.#warn('ECPay spelled a checksum otherwise than it documents', { endpoint, merchantId, urlEncoding });
    }
    if (keyIndex > 0) {
      this.#warn('ECPay sealed with a key pair that is not the newest', { endpoint, merchantId, keyIndex });
    }
  }
}
