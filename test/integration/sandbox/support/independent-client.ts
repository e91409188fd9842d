/**
 * A merchant's client written independently from ECPay's pages and samples, with Node's crypto and one URL encoding. It
 * imports nothing from this package, so that it reveals mistakes that the client and the sandbox share.
 */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

/** The URL encoding and the JSON encoding of a language's standard library. */
export interface Dialect {
  readonly encode: (text: string) => string;
  readonly decode: (text: string) => string;
  readonly json: (value: unknown) => string;
}

const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
const rfc3986 = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, hex);

/** `json_encode` escapes slashes and everything beyond ASCII. */
function phpJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export const DIALECTS: Readonly<Record<string, Dialect>> = {
  "PHP's urlencode": {
    encode: (text) => rfc3986(text).replaceAll('~', '%7E').replaceAll('%20', '+'),
    decode: (text) => decodeURIComponent(text.replaceAll('+', ' ')),
    json: phpJson,
  },
  encodeURIComponent: { encode: encodeURIComponent, decode: decodeURIComponent, json: JSON.stringify },
  "RFC 3986, as .NET's Uri.EscapeDataString": { encode: rfc3986, decode: decodeURIComponent, json: JSON.stringify },
};

export interface Account {
  readonly merchantId: string;
  readonly hashKey: string;
  readonly hashIv: string;
}

interface SignedData {
  readonly Data: string;
  readonly CheckMacValue: string;
}

export type Fields = Readonly<Record<string, unknown>>;

export class IndependentClient {
  constructor(
    private readonly url: string,
    private readonly account: Account,
    private readonly dialect: Dialect,
  ) {}

  /** Calls an endpoint. @throws Error for a wrong checksum, and for a TransCode other than 1 */
  async call(path: string, data: Fields): Promise<Fields> {
    const { merchantId } = this.account;
    const envelope = {
      MerchantID: merchantId,
      RqHeader: { Timestamp: Math.floor(Date.now() / 1000) },
      ...this.sign({ MerchantID: merchantId, ...data }),
    };
    const headers = { 'content-type': 'application/json', accept: 'text/html' };
    const answer = await fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify(envelope) });
    const reply = (await answer.json()) as SignedData & { TransCode: number; TransMsg: string };
    if (reply.TransCode !== 1) throw new Error(`TransCode ${reply.TransCode}: ${reply.TransMsg}`);
    return this.open(reply);
  }

  sign(data: Fields): SignedData {
    const plaintext = this.dialect.json(data);
    const cipher = createCipheriv('aes-128-cbc', this.account.hashKey, this.account.hashIv);
    const Data = cipher.update(this.dialect.encode(plaintext), 'utf8', 'base64') + cipher.final('base64');
    return { Data, CheckMacValue: this.#checkMacValue(plaintext) };
  }

  open({ Data, CheckMacValue }: SignedData): Fields {
    const decipher = createDecipheriv('aes-128-cbc', this.account.hashKey, this.account.hashIv);
    const plaintext = this.dialect.decode(decipher.update(Data, 'base64', 'utf8') + decipher.final('utf8'));
    if (this.#checkMacValue(plaintext) !== CheckMacValue) throw new Error(`CheckMacValue differs for ${plaintext}`);
    return JSON.parse(plaintext) as Fields;
  }

  #checkMacValue(plaintext: string): string {
    const { hashKey, hashIv } = this.account;
    const encoded = this.dialect.encode(hashKey + plaintext + hashIv).toLowerCase();
    return createHash('sha256').update(encoded).digest('hex').toUpperCase();
  }
}
