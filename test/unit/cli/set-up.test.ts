/** `ecticket setup` on a server that refuses to add search attributes, as a development server never does. */
import { PassThrough } from 'node:stream';
import type { Client } from '@temporalio/client';
import { describe, expect, test } from '@jest/globals';
import { registerSearchAttributes } from '../../../cli/actions/setup.js';
import { CommandContext } from '../../../cli/command-context.js';

const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;

/** Runs the setup on a server that answers both calls about search attributes with this gRPC status. */
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

describe.each([PERMISSION_DENIED, UNIMPLEMENTED])('setup that is refused with gRPC status %i', (refusal) => {
  test('prints the tcld command with every attribute on Temporal Cloud', async () => {
    const { status, out, err } = await setUpAt('shop.a1b2c.tmprl.cloud:7233', refusal);
    expect(status).toBe(1);
    expect(out.match(/missing/g)).toHaveLength(5);
    expect(err).toContain('tcld namespace search-attributes add --namespace shop.a1b2c');
    expect(err.match(/--search-attribute "ECTicket\w+=(Keyword|Int|Datetime)"/g)).toHaveLength(5);
  });

  test('prints the temporal command on another server', async () => {
    const { status, err } = await setUpAt('temporal.internal:7233', refusal);
    expect(status).toBe(1);
    expect(err).toContain('temporal operator search-attribute create --namespace shop.a1b2c');
  });
});
