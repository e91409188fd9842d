/** `ecticket setup` where the server does not let us: what no development server can show. */
import { PassThrough } from 'node:stream';
import type { Client } from '@temporalio/client';
import { describe, expect, test } from '@jest/globals';
import { registerSearchAttributes } from '../../../cli/actions/setup.js';
import { CommandContext } from '../../../cli/command-context.js';

const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;

/** A server that answers both questions about search attributes with this status. */
async function setUpAt(address: string, status: number) {
  const refuse = () => Promise.reject(Object.assign(new Error('not here'), { code: status }));
  const connection = { operatorService: { listSearchAttributes: refuse, addSearchAttributes: refuse } };
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const env = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'shop.a1b2c' };
  const context = new CommandContext({ env, stdin: new PassThrough(), stdout, stderr }, {});
  context.temporal = () => Promise.resolve({ connection } as unknown as Client);
  await registerSearchAttributes(context);
  return { status: context.status, out: String(stdout.read()), err: String(stderr.read()) };
}

describe.each([PERMISSION_DENIED, UNIMPLEMENTED])('refused with gRPC status %i', (refusal) => {
  test('on Temporal Cloud: its own tool is named, with every attribute', async () => {
    const { status, out, err } = await setUpAt('shop.a1b2c.tmprl.cloud:7233', refusal);
    expect(status).toBe(1);
    expect(out.match(/missing/g)).toHaveLength(5);
    expect(err).toContain('tcld namespace search-attributes add --namespace shop.a1b2c');
    expect(err.match(/--search-attribute "ECTicket\w+=(Keyword|Int|Datetime)"/g)).toHaveLength(5);
  });

  test('on another server: the command for whoever may', async () => {
    const { status, err } = await setUpAt('temporal.internal:7233', refusal);
    expect(status).toBe(1);
    expect(err).toContain('temporal operator search-attribute create --namespace shop.a1b2c');
  });
});
