/** Who is not ours and repeats what she was told: an ECPay that quotes customers, a webhook that does, a collector of spans. */
import { fastify } from 'fastify';
import { verifyAndDecrypt, encryptAndSignText, type HashKeyPair, type SignedData } from '../../../ecticket/index.js';
import type { Sandbox } from '../../../sandbox/index.js';
import type { MerchantEvent } from '../../../workflows/messages/merchant-events.js';
import { orderName } from '../../../workflows/messages/names.js';

/** How ECPay answers a call of an order, instead of what it would say. */
export interface Rudeness {
  readonly path: string;
  readonly tradeNo: string;
  readonly how: 'refuses' | 'saysFailed' | 'refusesEnvelope' | 'sendsPage';
  /** Which somebody else might call a secret. */
  readonly words: string;
}

/** Lets the stand-in for ECPay, which is too polite for it, quote customers. `keysOf` are those of each MerchantID. */
export function teachRudeness(sandbox: Sandbox, keysOf: ReadonlyMap<string, HashKeyPair>): (rude: Rudeness) => void {
  const taught: Rudeness[] = [];
  sandbox.app.addHook('preHandler', async (request, reply) => {
    const rude = taught.filter(({ path }) => path === request.url);
    if (rude.length === 0) return;
    const { MerchantID: merchantId, ...sealed } = JSON.parse(String(request.body)) as SignedData & {
      MerchantID: string;
    };
    const keys = keysOf.get(merchantId);
    if (keys === undefined) return;
    const asked = verifyAndDecrypt(sealed, [keys]).value as { readonly MerchantTradeNo?: string };
    const found = rude.find(({ tradeNo }) => tradeNo === asked.MerchantTradeNo);
    if (found?.how === 'sendsPage') return await reply.code(500).type('text/html').send(`<h1>${found.words}</h1>`);
    if (found !== undefined) return await reply.send(envelope(merchantId, found, keys));
  });
  return (rude) => void taught.push(rude);
}

function envelope(merchantId: string, { how, words }: Rudeness, keys: HashKeyPair): object {
  const RpHeader = { Timestamp: Math.floor(Date.now() / 1000) };
  const head = { PlatformID: null, MerchantID: merchantId, RpHeader };
  if (how === 'refusesEnvelope') return { ...head, TransCode: 0, TransMsg: words, Data: '', CheckMacValue: '' };
  const data =
    how === 'refuses'
      ? { RtnCode: 10_200_047, RtnMsg: words }
      : { RtnCode: 1, RtnMsg: 'Success', Status: 2, Remark: words };
  return { ...head, TransCode: 1, TransMsg: 'Success', ...encryptAndSignText(JSON.stringify(data), keys) };
}

export interface Listener {
  readonly url: string;
  /** The bodies that were posted. */
  readonly heard: readonly string[];
  close(): Promise<void>;
}

/** A collector of spans, by OTLP. */
export async function startCollector(): Promise<Listener> {
  return await listen(() => undefined);
}

/** The merchant's webhook. It does not take the first event of an order at once, and says so in `words`. */
export async function startWebhook(words: string): Promise<Listener> {
  const known = new Set<string>();
  return await listen((body) => {
    const { order } = JSON.parse(body) as Pick<MerchantEvent, 'order'>;
    const name = orderName(order);
    const isNew = !known.has(name);
    known.add(name);
    return isNew ? words : undefined;
  });
}

async function listen(refuse: (body: string) => string | undefined): Promise<Listener> {
  const heard: string[] = [];
  const server = fastify({ forceCloseConnections: true, bodyLimit: 16 * 1024 * 1024 });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.post('/*', async (request, reply) => {
    const body = String(request.body);
    heard.push(body);
    const words = refuse(body);
    return await reply.code(words === undefined ? 200 : 500).send(words ?? '{}');
  });
  return { url: await server.listen({ port: 0, host: '127.0.0.1' }), heard, close: () => server.close() };
}
