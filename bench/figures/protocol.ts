/**
 * ECPay's protocol: encrypt and sign a value, then verify and decrypt it. Compared with a naive implementation on
 * node:crypto, and with @rytass/payments-adapter-ecpay.
 */
import { deepStrictEqual } from 'node:assert/strict';
import { ECPayTicketGateway } from '@rytass/payments-adapter-ecpay';
import { encryptAndSign, HashKeyPair, STAGE_MERCHANTS, verifyAndDecrypt } from '../../ecticket/index.js';
import * as floor from '../floor/protocol.js';
import { compare, formatSpread, rounded, type Comparison } from '../measure/rounds.js';
import type { Figure, Row } from './figure.js';

/** Bytes of the value as JSON. */
const SIZES = [256, 1024, 4096];
const ROUNDS = 15;
/** Milliseconds of processor time. */
const ROUND_MS = 100;
const MERCHANT_ID = '3085676';
const [KEYS] = STAGE_MERCHANTS[MERCHANT_ID].keys;

/** The parts of Rytass's gateway that do this work. Its types declare them private. */
interface RytassProtocol {
  encrypt(plaintext: string): string;
  buildEnvelope(plaintext: string, data: string): floor.FloorEnvelope;
  parseAndVerifyEnvelope(envelope: floor.FloorEnvelope): unknown;
}

export const protocol: Figure = {
  title: 'encrypt, sign, verify and decrypt, over node:crypto by hand and over @rytass/payments-adapter-ecpay',
  measure: async ({ report }) => {
    const results: Result[] = [];
    for (const size of SIZES) {
      report(`messages of ${size} bytes`);
      const value = valueOf(size);
      const [product, ...floors] = [productWork, floorWork, rytassWork].map((createWork) => createWork(value));
      for (const work of [product, ...floors]) deepStrictEqual(work?.(), value);
      const [overFloor, overRytass] = [await compareWork(floors[0], product), await compareWork(floors[1], product)];
      results.push({ size, overFloor, overRytass });
    }
    const smallest = (pick: (result: Result) => Comparison) => Math.min(...results.map((r) => pick(r).ratio.median));
    const [ratio, overRytass] = [smallest((r) => r.overFloor), smallest((r) => r.overRytass)];
    return {
      json: {
        ratio: rounded(ratio),
        overRytass: rounded(overRytass),
        sizes: results.map((r) => ({
          bytes: r.size,
          ratio: rounded(r.overFloor.ratio.median),
          overRytass: rounded(r.overRytass.ratio.median),
          perSecond: Math.round(r.overFloor.product.median),
        })),
      },
      rows: results.flatMap(rowsOf),
    };
  },
};

interface Result {
  readonly size: number;
  readonly overFloor: Comparison;
  readonly overRytass: Comparison;
}

function rowsOf({ size, overFloor, overRytass }: Result): Row[] {
  const name = size < 1024 ? `${size} B` : `${size / 1024} KB`;
  return [
    { what: `${name} over node:crypto`, value: formatSpread(overFloor.ratio) },
    { what: `${name} over Rytass`, value: formatSpread(overRytass.ratio) },
    { what: `${name} messages/s`, value: Math.round(overFloor.product.median).toLocaleString('en') },
  ];
}

type Work = () => unknown;

/** Messages per second of both, alternating. */
async function compareWork(floorWork: Work | undefined, product: Work | undefined): Promise<Comparison> {
  if (floorWork === undefined || product === undefined) throw new Error('Both contenders are needed.');
  return await compare(ROUNDS, { floor: () => perSecond(floorWork), product: () => perSecond(product) });
}

/** Per second of processor time: other processes on the machine take wall-clock time, which would hide a difference. */
function perSecond(work: Work): number {
  const start = cpuMs();
  let count = 0;
  while (cpuMs() - start < ROUND_MS) {
    for (let repeat = 0; repeat < 20; repeat += 1) work();
    count += 20;
  }
  return (count / (cpuMs() - start)) * 1000;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function productWork(value: unknown): Work {
  const pair = new HashKeyPair(KEYS.hashKey, KEYS.hashIv);
  return () => verifyAndDecrypt(encryptAndSign(value, pair), [pair]).value;
}

function floorWork(value: unknown): Work {
  return () => floor.verifyAndDecrypt(floor.encryptAndSign(value, KEYS), KEYS);
}

function rytassWork(value: unknown): Work {
  const gateway = new ECPayTicketGateway({ merchantId: MERCHANT_ID, ...KEYS }) as unknown as RytassProtocol;
  return () => {
    const plaintext = JSON.stringify(value);
    return gateway.parseAndVerifyEnvelope(gateway.buildEnvelope(plaintext, gateway.encrypt(plaintext)));
  };
}

/** Data as ECPay's Issue and QueryOrderInfo have it: ASCII names and numbers, Chinese texts, an array of tickets. */
function valueOf(bytes: number): unknown {
  const order = { MerchantID: MERCHANT_ID, MerchantTradeNo: 'CX20261122000001', IssueType: '3', Operator: '王珊珊' };
  const ticket = (index: number) => ({
    TicketNo: String(2_026_112_200_000_001 + index),
    UseStatus: 1,
    ItemName: '雙人下午茶券',
    TicketAmount: 680,
    StartDate: '20261122',
  });
  const value = { ...order, TicketList: [] as object[], Remark: '' };
  const lengthOf = () => Buffer.byteLength(JSON.stringify(value));
  for (let index = 0; lengthOf() + 120 < bytes; index += 1) value.TicketList.push(ticket(index));
  value.Remark = 'x'.repeat(Math.max(bytes - lengthOf(), 0));
  return value;
}
