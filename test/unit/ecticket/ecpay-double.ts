import {
  HashKeyPair,
  verifyAndDecrypt,
  requestEnvelopeSchema,
  encryptAndSignText,
  STAGE_MERCHANTS,
  type UrlEncoding,
  type TicketApiOptions,
} from '../../../ecticket/index.js';
import { OTHER_KEYS, VECTOR_KEYS } from './keys.js';
import { apiAt, replyEnvelope, serving } from './support.js';

const [PLATFORM] = STAGE_MERCHANTS['3085672'].keys;
/** The public stage platform merchant's. */
export const PLATFORM_KEYS = new HashKeyPair(PLATFORM.hashKey, PLATFORM.hashIv);
const ALL_KEYS = [VECTOR_KEYS, OTHER_KEYS, PLATFORM_KEYS];

export interface DecryptedRequest {
  readonly path: string;
  readonly envelope: ReturnType<typeof requestEnvelopeSchema.parse>;
  /** The keys with which the request was encrypted. */
  readonly keys: HashKeyPair | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Habits {
  readonly encryptWith?: HashKeyPair;
  readonly urlEncoding?: UrlEncoding;
  readonly merchants?: TicketApiOptions['merchants'];
}

/** Starts an HTTP server that decrypts requests and encrypts the result of `answer`, and an API that calls it. */
export async function ecpay(
  answer: (request: DecryptedRequest) => Readonly<Record<string, unknown>>,
  habits: Habits = {},
) {
  const requests: DecryptedRequest[] = [];
  const warnings: { message: string; fields: unknown }[] = [];
  const server = await serving((response, { path, body }) => {
    const envelope = requestEnvelopeSchema.parse(JSON.parse(body));
    const { value, keyIndex } = verifyAndDecrypt(envelope, ALL_KEYS);
    const keys = ALL_KEYS[keyIndex] ?? VECTOR_KEYS;
    const request = { path, envelope, keys, data: value as Record<string, unknown> };
    requests.push(request);
    const reply = JSON.stringify({ RtnCode: 1, RtnMsg: 'success', ...answer(request) });
    const { MerchantID } = envelope;
    response.end(
      replyEnvelope(encryptAndSignText(reply, habits.encryptWith ?? keys, habits.urlEncoding), { MerchantID }),
    );
  });
  const api = apiAt(server.url, {
    log: (message, fields) => warnings.push({ message, fields }),
    ...(habits.merchants && { merchants: habits.merchants }),
  });
  return { api, requests, warnings, httpRequests: server.requests };
}
