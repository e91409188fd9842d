import type { Profile } from '../../../../ecticket/index.js';

/** By default, an issue-only merchant and noon of 2026-05-18 in Taipei. */
interface Options {
  readonly profile?: Profile;
  readonly now?: number;
}

/** One rule: Data that breaks it, with the path that the violation must name, and valid Data. */
export interface RuleCase {
  readonly breaks: readonly (readonly [path: string, data: unknown, options?: Options])[];
  readonly keeps: readonly (readonly [data: unknown, options?: Options])[];
}

export type RuleCases<Rule extends string> = Readonly<Record<Rule, RuleCase>>;

type Fields = Readonly<Record<string, unknown>>;

const COMMON = {
  MerchantID: '3085676',
  MerchantTradeNo: 'T20260518000001',
  Operator: 'Ann',
  RefundNotifyURL: 'https://shop.example/refund',
  UseStatusNotifyURL: 'https://shop.example/use',
};

/** Orders that keep every rule; a field is replaced by what is given, or left out where that is `undefined`. */
export const convenienceStore = (fields: Fields = {}, ...items: readonly Fields[]) => ({
  ...COMMON,
  IssueType: '1',
  CustomerEmail: 'ann@shop.example',
  TicketInfo: items.length > 0 ? items : [catalogueItem()],
  ...fields,
});

export const paper = (fields: Fields = {}, ...items: readonly Fields[]) => ({
  ...COMMON,
  IssueType: '2',
  PrintType: '2',
  TicketInfo: items.length > 0 ? items : [catalogueItem()],
  ...fields,
});

export const electronic = (fields: Fields = {}, ...items: readonly Fields[]) => ({
  ...COMMON,
  IssueType: '3',
  IsImmediate: '1',
  CustomerName: '王珊珊',
  CustomerPhone: '0912345678',
  CustomerEmail: 'ann@shop.example',
  TicketInfo: items.length > 0 ? items : [catalogueItem()],
  ...fields,
});

export const preSale = (...items: readonly Fields[]) => electronic({ IsImmediate: '2' }, ...items);

export const serialNumber = (fields: Fields = {}, ...items: readonly Fields[]) => ({
  ...COMMON,
  IssueType: '4',
  TicketInfo: items.length > 0 ? items : [serialItem()],
  ...fields,
});

/** Turns any of them into an order of gift vouchers only. */
export const GIFT = { MerchantTradeNo: undefined, FreeTradeNo: 'G20260518000001' };

export const catalogueItem = (fields: Fields = {}) => ({ ItemNo: 'VQT04959', TicketAmount: 1, ...fields });
export const serialItem = (fields: Fields = {}) => ({
  ItemName: 'SPA課程體驗券',
  TicketPrice: 3200,
  TicketAmount: 1,
  ...fields,
});
