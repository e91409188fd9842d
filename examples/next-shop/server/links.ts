/** Addresses of orders. Numbers of orders can be guessed, so each address carries a token that only the server can make. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readSetting } from './backend';

const HOW_TO_SET = 'Set it to a random text of at least 32 characters: openssl rand -base64 32';

/** The path of an order's page. Whoever has it sees the tickets. */
export function orderPath(tradeNo: string): string {
  return `/orders/${tradeNo}/${tokenOf(tradeNo)}`;
}

/** Whether the token of an address belongs to the order's number. Takes the same time for every wrong token. */
export function isTokenOf(tradeNo: string, token: string): boolean {
  const expected = Buffer.from(tokenOf(tradeNo));
  const actual = Buffer.from(token);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** Derives a MerchantTradeNo: 20 letters and digits. The same text has the same number, which nobody can choose. */
export function tradeNoOf(text: string): string {
  const digest = BigInt(`0x${sign('number', text).toString('hex')}`);
  return digest.toString(36).toUpperCase().slice(-20).padStart(20, '0');
}

/** 128 bits. */
function tokenOf(tradeNo: string): string {
  return sign('link', tradeNo).toString('hex').slice(0, 32);
}

function sign(purpose: 'link' | 'number', text: string): Buffer {
  const secret = readSetting('ORDER_LINK_SECRET', HOW_TO_SET);
  if (secret.length < 32) throw new Error(`ORDER_LINK_SECRET is too short. ${HOW_TO_SET}`);
  return createHmac('sha256', secret).update(`${purpose}\0${text}`).digest();
}
