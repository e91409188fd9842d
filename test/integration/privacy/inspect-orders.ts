/** Reads an encrypted order through the codec server, with and without permission. */
import assert from 'node:assert/strict';
import { electronicOrder } from '../../support/orders.js';
import { ISSUE_ONLY } from './keys.js';
import type { Context } from './scenario.js';

/** Checks that the codec server decodes the order's input with the right token only. */
export async function decodeWithCodecServer({ deployment, secrets, ecticket }: Context): Promise<void> {
  const [token, guess] = [secrets.bytes('the codec server’s token'), secrets.bytes('a guessed token')];
  const url = await deployment.startCodecServer(token);
  const person = secrets.person('customer of the inspected order');
  const order = electronicOrder('LookedAt1', { merchantId: ISSUE_ONLY, ...person });
  const { workflowId } = await ecticket.placeOrder({ order });
  const { events } = await deployment.temporal.workflow.getHandle(workflowId).fetchHistory();
  const { metadata, data } = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0] ?? {};
  const entries = Object.entries(metadata ?? {}).map(([name, bytes]) => [name, base64(bytes)] as const);
  const body = JSON.stringify({ payloads: [{ metadata: Object.fromEntries(entries), data: base64(data) }] });
  const decode = (bearer: string) => {
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
    return fetch(`${url}/decode`, { method: 'POST', body, headers });
  };

  assert.equal((await decode(guess)).status, 403);
  const { payloads } = (await (await decode(token)).json()) as {
    readonly payloads: readonly { readonly data: string }[];
  };
  assert.ok(Buffer.from(payloads[0]?.data ?? '', 'base64').includes(person.customerName));
}

function base64(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString('base64');
}
