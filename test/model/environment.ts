/** The environment that all sequences of one worker setup share: server, workers, sandbox, receiver and webhook. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createReceiver, deliverToOrders, toNodeHandler, type CallbackRequest } from '../../callbacks/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../ecticket/index.js';
import type { MerchantEvent } from '../../workflows/messages/merchant-events.js';
import { startOrderWorld, type OrderWorld } from '../support/order-world.js';
import { patientClient, startTimeSkippingServer } from '../support/temporal-servers.js';
import { CallbackLock } from './callback-lock.js';

const MINUTE = 60_000;

export interface ModelEnvironment {
  readonly world: OrderWorld;
  readonly merchant: Merchant;
  readonly receiverUrl: string;
  /** ECPay's requests to the receiver, oldest first. */
  readonly posted: CallbackRequest[];
  /** Whether its workers cache orders. Workers without a cache can be restarted during a sequence. */
  readonly hasCache: boolean;
  /** Sends callbacks as signals when the order has no poll in flight. */
  readonly sendCallbacks: (workflowId: string, send: () => Promise<unknown>) => Promise<unknown>;
  /** Waits until the order has no poll in flight. */
  readonly untilQuiet: (workflowId: string) => Promise<void>;
  /** Waits until the order has no call to ECPay or to the merchant in flight. */
  readonly untilIdle: (workflowId: string) => Promise<void>;
  /** Returns an unused trade number. */
  readonly newNumber: () => string;
  readonly close: () => Promise<void>;
}

/** The merchant's event handler, which fails on request. */
class Merchant {
  /** The number of deliveries that still fail. */
  failures = 0;
  readonly events: MerchantEvent[] = [];

  readonly deliver = async (event: MerchantEvent): Promise<void> => {
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('the webhook is down');
    }
    this.events.push(event);
  };
}

/** Starts the environment. The sandbox accepts a second Issue, so that a duplicate is visible. */
export async function startModelEnvironment(hasCache: boolean): Promise<ModelEnvironment> {
  const environment = await startTimeSkippingServer();
  const temporal = patientClient(environment);
  const posted: CallbackRequest[] = [];
  const callbackLock = new CallbackLock();
  const receiver = createReceiver({
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
    deliver: callbackLock.wrap(temporal, deliverToOrders(temporal)),
  });
  const handle = toNodeHandler({
    ...receiver,
    receive: async (post) => {
      posted.push(post);
      return await receiver.receive(post);
    },
  });
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const merchant = new Merchant();
  const world = await startOrderWorld(environment, {
    deliver: merchant.deliver,
    callbackBaseUrl: receiverUrl,
    cacheOrders: hasCache,
    onProviderCall: callbackLock.onProviderCall,
    sandbox: { duplicates: 'allow', issueDelay: 2 * MINUTE },
  });
  let numbers = 0;
  return {
    world,
    merchant,
    receiverUrl,
    posted,
    hasCache,
    sendCallbacks: (workflowId, send) => callbackLock.send(temporal, workflowId, send),
    untilQuiet: (workflowId) => callbackLock.untilQuiet(temporal, workflowId),
    untilIdle: (workflowId) => callbackLock.untilIdle(temporal, workflowId),
    newNumber: () => `M${(numbers += 1)}`,
    close: async () => {
      await world.close();
      server.close();
      server.closeAllConnections();
      await environment.teardown();
    },
  };
}
