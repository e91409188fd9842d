/** Unique personal data, texts and keys: random strings, reproducible from a seed. */
import { createHmac } from 'node:crypto';

export interface Person {
  readonly customerName: string;
  readonly customerPhone: string;
  readonly customerEmail: string;
  readonly customerAddress: string;
}

/** Secrets by a description, such as `Amy’s phone`. */
export type SecretsByName = ReadonlyMap<string, string>;

export class Secrets {
  readonly #ofOrders = new Map<string, string>();
  readonly #keys = new Map<string, string>();
  readonly #others = new Map<string, string>();

  constructor(private readonly seed: string) {}

  /** Secrets that orders hold, so that they are in Temporal: of customers and operators. */
  get ofOrders(): SecretsByName {
    return this.#ofOrders;
  }

  get keys(): SecretsByName {
    return this.#keys;
  }

  get all(): SecretsByName {
    return new Map([...this.#ofOrders, ...this.#keys, ...this.#others]);
  }

  /** Creates the customer of an order. */
  person(who: string): Person {
    return this.#personIn(this.#ofOrders, who);
  }

  /** Creates a customer without an order, whose data the processes receive. */
  stranger(who: string): Person {
    return this.#personIn(this.#others, who);
  }

  /** Creates a text that an order receives. */
  text(what: string): string {
    return record(this.#ofOrders, what, this.#han(what, 12));
  }

  /** Creates a text that no order receives. */
  externalTexts(what: string): string {
    return record(this.#others, what, this.#han(what, 12));
  }

  /** Adds a secret that an order receives from ECPay, such as a ticket number. */
  add(what: string, secret: string): void {
    this.#ofOrders.set(what, secret);
  }

  /** Creates a key of ECPay's form: 16 characters. */
  key(what: string): string {
    return record(this.#keys, what, this.#random(what).toString('hex').slice(0, 16));
  }

  /** Creates 32 bytes as Base64. */
  bytes(what: string): string {
    return record(this.#keys, what, this.#random(what).toString('base64'));
  }

  #personIn(recorded: Map<string, string>, who: string): Person {
    const digits = [...this.#random(`${who} phone`).subarray(0, 8)].map((byte) => byte % 10).join('');
    const mailbox = this.#random(`${who} mail`).toString('hex').slice(0, 12);
    return {
      customerName: record(recorded, `${who}: name`, this.#han(`${who} name`, 8)),
      customerPhone: record(recorded, `${who}: phone`, `09${digits}`),
      customerEmail: record(recorded, `${who}: mail`, `${mailbox}@shop.example`),
      customerAddress: record(recorded, `${who}: address`, `臺北市${this.#han(`${who} address`, 8)}路19之2號6樓`),
    };
  }

  #han(what: string, count: number): string {
    const bytes = this.#random(what);
    const indexes = Array.from({ length: count }, (_none, index) => bytes.readUInt16BE(2 * index) % 20_000);
    return String.fromCodePoint(...indexes.map((index) => 0x4e00 + index));
  }

  #random(what: string): Buffer {
    return createHmac('sha256', this.seed).update(what).digest();
  }
}

function record(recorded: Map<string, string>, what: string, secret: string): string {
  recorded.set(what, secret);
  return secret;
}
