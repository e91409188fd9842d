/** Servers outside the package: an ECPay that quotes customers, a webhook that quotes, and a collector of spans. */
import { fastify } from 'fastify';
import { verifyAndDecrypt, encryptAndSignText, type HashKeyPair, type SignedData } from '../../../ecticket/index.js';
import type { Sandbox } from '../../../sandbox/index.js';
import type { MerchantEvent } from '../../../workflows/messages/merchant-events.js';
import { orderName } from '../../../workflows/messages/names.js';

/** A reply of ECPay to one call of an order, in place of the sandbox's own. */
export interface QuotedReply {
  readonly path: string;
  readonly tradeNo: string;
  readonly how: 'refuses' | 'saysFailed' | 'refusesEnvelope' | 'sendsPage';
  /** Personal data that the reply quotes. */
  readonly text: string;
}

/** Makes the sandbox quote customers in its replies. `keysOf` holds the keys of each MerchantID. */
export function addQuotedReplies(
  sandbox: Sandbox,
  keysOf: ReadonlyMap<string, HashKeyPair>,
): (quotedReply: QuotedReply) => void {
  const replies: QuotedReply[] = [];
  sandbox.app.addHook('preHandler', async (request, reply) => {
    const quotedReply = replies.filter(({ path }) => path === request.url);
    if (quotedReply.length === 0) return;
    const { MerchantID: merchantId, ...signed } = JSON.parse(String(request.body)) as SignedData & {
      MerchantID: string;
    };
    const keys = keysOf.get(merchantId);
    if (keys === undefined) return;
    const data = verifyAndDecrypt(signed, [keys]).value as { readonly MerchantTradeNo?: string };
    const found = quotedReply.find(({ tradeNo }) => tradeNo === data.MerchantTradeNo);
    if (found?.how === 'sendsPage') return await reply.code(500).type('text/html').send(`<h1>${found.text}</h1>`);
    if (found !== undefined) return await reply.send(envelope(merchantId, found, keys));
  });
  return (quotedReply) => void replies.push(quotedReply);
}

function envelope(merchantId: string, { how, text }: QuotedReply, keys: HashKeyPair): object {
  const RpHeader = { Timestamp: Math.floor(Date.now() / 1000) };
  const head = { PlatformID: null, MerchantID: merchantId, RpHeader };
  if (how === 'refusesEnvelope') return { ...head, TransCode: 0, TransMsg: text, Data: '', CheckMacValue: '' };
  const data =
    how === 'refuses'
      ? { RtnCode: 10_200_047, RtnMsg: text }
      : { RtnCode: 1, RtnMsg: 'Success', Status: 2, Remark: text };
  return { ...head, TransCode: 1, TransMsg: 'Success', ...encryptAndSignText(JSON.stringify(data), keys) };
}

export interface RecordingServer {
  readonly url: string;
  /** The bodies that were posted. */
  readonly bodies: readonly string[];
  close(): Promise<void>;
}

/** A collector of spans over OTLP. */
export async function startCollector(): Promise<RecordingServer> {
  return await listen(() => undefined);
}

/** The merchant's webhook. It refuses the first delivery of each order with `text`. */
export async function startWebhook(text: string): Promise<RecordingServer> {
  const known = new Set<string>();
  return await listen((body) => {
    const { order } = JSON.parse(body) as Pick<MerchantEvent, 'order'>;
    const name = orderName(order);
    const isNew = !known.has(name);
    known.add(name);
    return isNew ? text : undefined;
  });
}

async function listen(refuse: (body: string) => string | undefined): Promise<RecordingServer> {
  const bodies: string[] = [];
  const server = fastify({ forceCloseConnections: true, bodyLimit: 16 * 1024 * 1024 });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.post('/*', async (request, reply) => {
    const body = String(request.body);
    bodies.push(body);
    const text = refuse(body);
    return await reply.code(text === undefined ? 200 : 500).send(text ?? '{}');
  });
  return { url: await server.listen({ port: 0, host: '127.0.0.1' }), bodies, close: () => server.close() };
}
