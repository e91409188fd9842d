/** Metrics of callbacks. */
import { createServer } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { noopMetricMeter, type MetricMeter, type MetricTags } from '@temporalio/common';
import {
  createReceiver,
  toNodeHandler,
  type CallbackDelivery,
  type CallbackRequest,
} from '../../../callbacks/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { callbackBody, stageKeys } from '../../support/callback-requests.js';
import { aioBody } from '../../support/payment-notices.js';
import { serve } from '../../support/served.js';

const REFUND = { MerchantTradeNo: 'CBX20220302153064851' };

/** A receiver with this result for every delivery, and what it counted. */
function receiverWith(delivery: CallbackDelivery | Error = 'accepted') {
  const counted: MetricTags[] = [];
  const counter = (name: string) => ({
    ...noopMetricMeter.createCounter(name),
    add: (value: number, tags: MetricTags = {}) => void counted.push({ ...tags, value }),
  });
  const metricMeter: MetricMeter = {
    createCounter: counter,
    createHistogram: (name) => noopMetricMeter.createHistogram(name),
    createGauge: (name) => noopMetricMeter.createGauge(name),
    withTags: () => metricMeter,
  };
  const receiver = createReceiver({
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
    deliver: () => (delivery instanceof Error ? Promise.reject(delivery) : Promise.resolve(delivery)),
    metricMeter,
  });
  return { receiver, counted };
}

describe('every request is counted once, by its result', () => {
  const known = callbackBody(REFUND);
  const ofKnownMerchant = { merchant_id: '3085676' };
  const ofUnknownMerchant = { merchant_id: 'unknown' };

  interface Case {
    readonly result: string;
    readonly merchant: object;
    readonly request: CallbackRequest;
    readonly delivery?: CallbackDelivery | Error;
  }

  test.each<Case>([
    { result: 'accepted', merchant: ofKnownMerchant, request: { kind: 'refund', body: known } },
    { result: 'ended', merchant: ofKnownMerchant, request: { kind: 'refund', body: known }, delivery: 'ended' },
    { result: 'unknown', merchant: ofKnownMerchant, request: { kind: 'useStatus', body: known }, delivery: 'unknown' },
    {
      result: 'deferred',
      merchant: ofKnownMerchant,
      request: { kind: 'useStatus', body: known },
      delivery: 'deferred',
    },
    { result: 'unknown', merchant: ofKnownMerchant, request: { kind: 'refund', body: callbackBody({}) } },
    {
      result: 'failed',
      merchant: ofUnknownMerchant,
      request: { kind: 'refund', body: known },
      delivery: new Error('no Temporal'),
    },
    { result: 'malformed', merchant: ofUnknownMerchant, request: { kind: 'refund', body: 'no' } },
    {
      result: 'unknownMerchant',
      merchant: ofUnknownMerchant,
      request: { kind: 'refund', body: callbackBody(REFUND, { merchantId: '9999999' }) },
    },
    {
      result: 'dataRejected',
      merchant: ofKnownMerchant,
      request: { kind: 'refund', body: callbackBody(REFUND, { keys: stageKeys('3362787') }) },
    },
    { result: 'notAnObject', merchant: ofKnownMerchant, request: { kind: 'refund', body: callbackBody(7) } },
    {
      result: 'otherMerchant',
      merchant: ofKnownMerchant,
      request: { kind: 'refund', body: callbackBody({ ...REFUND, MerchantID: 3362787 }) },
    },
    { result: 'tooLarge', merchant: ofUnknownMerchant, request: { kind: 'refund', body: 'x'.repeat(70_000) } },
    { result: 'accepted', merchant: ofKnownMerchant, request: { kind: 'aioPayment', body: aioBody() } },
    {
      result: 'unknown',
      merchant: ofKnownMerchant,
      request: { kind: 'aioPayment', body: aioBody() },
      delivery: 'unknown',
    },
    {
      result: 'notPaid',
      merchant: ofKnownMerchant,
      request: { kind: 'aioPayment', body: aioBody({ RtnCode: '10300066' }) },
    },
    {
      result: 'simulated',
      merchant: ofKnownMerchant,
      request: { kind: 'aioPayment', body: aioBody({ SimulatePaid: '1' }) },
    },
    {
      result: 'unreadable',
      merchant: ofKnownMerchant,
      request: { kind: 'aioPayment', body: aioBody({ TradeAmt: 'much' }) },
    },
    {
      result: 'dataRejected',
      merchant: ofUnknownMerchant,
      request: { kind: 'aioPayment', body: aioBody().replace('1360', '1') },
    },
  ])('$result ($request.kind)', async ({ result, merchant, request, delivery }) => {
    const { receiver, counted } = receiverWith(delivery);
    await receiver.receive(request);
    expect(counted).toEqual([{ kind: request.kind, result, ...merchant, value: 1 }]);
  });

  test('requests that were not read completely, or were read by a body parser', async () => {
    const { receiver, counted } = receiverWith();
    const handle = toNodeHandler(receiver);
    const application = await serve(
      createServer((request, response) => {
        if (request.url?.startsWith('/read') === true) {
          request.url = request.url.replace('/read', '');
          request.resume().on('end', () => void handle(request, response));
        } else void handle(request, response);
      }),
    );
    const path = '/ecpay/ticket/refund';
    await application.ask(path, { method: 'POST', body: 'x'.repeat(70_000) });
    await application.ask(`/read${path}`, { method: 'POST', body: known });
    await application.close();
    expect(counted.map(({ result }) => result)).toEqual(['tooLarge', 'parsedBody']);
  });
});
