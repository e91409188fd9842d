import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import { start, type Running } from '../scripts/run-script.js';
import { builtProgram } from '../../support/programs.js';

const CODEC_SERVER = await builtProgram('codec/main');
const TOKEN = createHash('sha256').update('a token').digest('hex');
const CODEC_KEY = createHash('sha256').update('a codec key').digest('base64');

const running: Running[] = [];
afterEach(async () => {
  for (const { signal, ended } of running.splice(0)) {
    signal('SIGKILL');
    await ended;
  }
});

function codecServer(args: string[], env: Record<string, string> = {}): Running {
  const { PATH, HOME } = process.env;
  const process_ = start(CODEC_SERVER, args, { env: { PATH, HOME, ...env } });
  running.push(process_);
  return process_;
}

const urlOf = async ({ waitForLine }: Running) => (await waitForLine(/^listening on /)).slice('listening on '.length);

test('in the sandbox it starts without a setting, passes plain payloads, and exits with 0 on a signal', async () => {
  const server = codecServer(['--port', '0']);
  const url = await urlOf(server);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);

  const { metadata, data } = defaultPayloadConverter.toPayload('王珊珊');
  const encoding = Buffer.from(metadata?.['encoding'] ?? []).toString('base64');
  const payloads = [{ metadata: { encoding }, data: Buffer.from(data ?? []).toString('base64') }];
  const headers = { 'content-type': 'application/json', origin: 'http://localhost:8233', 'x-namespace': 'default' };
  const body = JSON.stringify({ payloads });
  const response = await fetch(`${url}/decode`, { method: 'POST', headers, body });
  expect(await response.json()).toEqual({ payloads });

  server.signal('SIGTERM');
  const { status, output } = await server.ended;
  expect(status).toBe(0);
  expect(output).toMatch(/"operation":"decode","namespace":"default","caller":"anyone","payloads":1,.*"status":200/);
  expect(output).not.toContain(payloads[0]?.data);
});

test('in production it requires the token', async () => {
  const env = { ECTICKET_ENV: 'production', ECTICKET_CODEC_KEYS: `a:${CODEC_KEY}`, ECTICKET_CODEC_TOKEN: TOKEN };
  const url = await urlOf(codecServer(['--port', '0'], env));
  const ask = async (headers: Record<string, string>) => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{"payloads":[]}',
    };
    return (await fetch(`${url}/decode`, init)).status;
  };
  expect([await ask({}), await ask({ authorization: `Bearer ${TOKEN}` })]).toEqual([401, 200]);
});

test('while the token is replaced, both are accepted, and the log shows who uses the older one', async () => {
  const older = createHash('sha256').update('an older token').digest('hex');
  const env = {
    ECTICKET_ENV: 'production',
    ECTICKET_CODEC_KEYS: `a:${CODEC_KEY}`,
    ECTICKET_CODEC_TOKEN: `${TOKEN},${older}`,
  };
  const server = codecServer(['--port', '0'], env);
  const url = await urlOf(server);
  const statuses: number[] = [];
  for (const token of [TOKEN, older, `${TOKEN},${older}`]) {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    statuses.push((await fetch(`${url}/decode`, { method: 'POST', headers, body: '{"payloads":[]}' })).status);
  }
  expect(statuses).toEqual([200, 200, 403]);
  server.signal('SIGTERM');
  const callers = [...(await server.ended).output.matchAll(/"caller":"([^"]*)"/g)].map(([, caller]) => caller);
  expect(callers).toEqual(['token', 'older token']);
});

test('if it cannot start, it prints the reason without a stack, and exits with the matching status', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const [misled, open, crowded] = await Promise.all([
    codecServer(['--port', 'soon']).ended,
    codecServer([], { ECTICKET_ENV: 'production', ECTICKET_CODEC_TOKEN: 'short' }).ended,
    codecServer(['--port', String(port)]).ended,
  ]);
  taken.close();
  expect([misled.status, open.status, crowded.status]).toEqual([2, 2, 1]);
  expect(misled.output).toBe('--port: "soon" is not a port. Give a number from 0 to 65535.\n');
  expect(open.output).toMatch(/- ECTICKET_CODEC_TOKEN is not 32 or more .*\n- ECTICKET_CODEC_KEYS is required with/);
  expect(crowded.output).toContain(
    `Port ${port} is in use. Stop the process that listens there, or choose another port with --port.`,
  );
  for (const { output } of [misled, open, crowded]) expect(output).not.toMatch(/^ +at /m);
});
