/** People, words and keys that nobody else has: random strings, the same for the same seed. */
import { createHmac } from 'node:crypto';

export interface Person {
  readonly customerName: string;
  readonly customerPhone: string;
  readonly customerEmail: string;
  readonly customerAddress: string;
}

/** Secrets by what they are, such as `Amy’s phone`. */
export type SecretsByName = ReadonlyMap<string, string>;

export class Secrets {
  readonly #ofOrders = new Map<string, string>();
  readonly #keys = new Map<string, string>();
  readonly #others = new Map<string, string>();

  constructor(private readonly seed: string) {}

  /** What orders know, so that it is in Temporal: of their customers, and of people who decide. */
  get ofOrders(): SecretsByName {
    return this.#ofOrders;
  }

  get keys(): SecretsByName {
    return this.#keys;
  }

  get all(): SecretsByName {
    return new Map([...this.#ofOrders, ...this.#keys, ...this.#others]);
  }

  /** The customer of an order. */
  person(who: string): Person {
    return this.#personIn(this.#ofOrders, who);
  }

  /** Somebody of whom our processes hear, and no order. */
  stranger(who: string): Person {
    return this.#personIn(this.#others, who);
  }

  /** What somebody says to an order. */
  words(what: string): string {
    return record(this.#ofOrders, what, this.#han(what, 12));
  }

  /** What somebody says that no order hears. */
  externalWords(what: string): string {
    return record(this.#others, what, this.#han(what, 12));
  }

  /** What an order learns from others: a ticket's number. */
  add(what: string, secret: string): void {
    this.#ofOrders.set(what, secret);
  }

  /** ECPay's kind of key: 16 characters. */
  key(what: string): string {
    return record(this.#keys, what, this.#random(what).toString('hex').slice(0, 16));
  }

  /** 32 bytes as Base64. */
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
