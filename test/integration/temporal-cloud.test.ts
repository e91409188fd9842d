/** Worker, receiver and command line connect as to Temporal Cloud: through a profile, with mTLS and with an API key. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { connectToTemporal, retryUntilTemporalIsReady } from '../../workers/startup.js';
import { temporalConnection } from '../../settings/index.js';
import { CertificateAuthority } from '../support/certificates.js';
import { CloudFront } from '../support/cloud-front.js';
import { builtProgram } from '../support/programs.js';
import { ecticket } from '../support/run-cli.js';
import { startDevServer } from '../support/temporal-servers.js';
import { untilPasses } from '../support/until-passes.js';
import { start } from './scripts/run-script.js';

const API_KEY = 'the-secret-api-key';
const DAY = 24 * 60 * 60 * 1000;

/** Profile, error code and message. */
const FAILURES: readonly (readonly [profile: string, code: string, message: RegExp])[] = [
  ['wrong-key', 'TEMPORAL_REFUSED', /refuses access: Request unauthorized\. Check TEMPORAL_API_KEY/],
  ['wrong-authority', 'TEMPORAL_TLS_FAILED', /certificate is not trusted\..* TEMPORAL_TLS_SERVER_CA_CERT_PATH/],
  ['wrong-name', 'TEMPORAL_TLS_FAILED', /certificate is for another name\..* TEMPORAL_TLS_SERVER_NAME/],
  ['expired-server', 'TEMPORAL_TLS_FAILED', /The server's certificate has expired/],
  ['no-certificate', 'TEMPORAL_TLS_FAILED', /requires a client certificate\. Set TEMPORAL_TLS_CLIENT_CERT_PATH/],
  [
    'unknown-certificate',
    'TEMPORAL_TLS_FAILED',
    /restarting, or refuses the client certificate\. .* TEMPORAL_TLS_CLIENT_CERT_PATH/,
  ],
  ['no-tls', 'TEMPORAL_TLS_FAILED', /The server requires TLS\. Set TEMPORAL_TLS=true/],
];

const directory = mkdtempSync(join(tmpdir(), 'ecticket-cloud-'));
const authority = new CertificateAuthority('Test authority');
const stranger = new CertificateAuthority('Another authority');

let server: TestWorkflowEnvironment;
const fronts: CloudFront[] = [];
let mutualTls: CloudFront;
let keyed: CloudFront;
let expired: CloudFront;
let config: string;

beforeAll(async () => {
  server = await startDevServer();
  const common = { target: server.address, certificate: authority.issue('server') };
  const apiKey = { demands: { apiKey: API_KEY }, forbidden: ['AddSearchAttributes', 'ListSearchAttributes'] };
  mutualTls = await CloudFront.start({ ...common, demands: { clientCa: authority.cert } });
  keyed = await CloudFront.start({ ...common, ...apiKey });
  const certificate = authority.issue('server', Date.now() - DAY);
  expired = await CloudFront.start({ ...common, ...apiKey, certificate });
  fronts.push(mutualTls, keyed, expired);
  config = writeProfiles();
});

afterAll(async () => {
  await Promise.all(fronts.map((front) => front.close()));
  await server.teardown();
  rmSync(directory, { recursive: true, force: true });
});

/** Writes Temporal's configuration file with a profile for every case. */
function writeProfiles(): string {
  const save = (name: string, text: string) => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  const pair = (name: string, { cert, key }: { cert: string; key: string }) =>
    `client_cert_path = "${save(`${name}.pem`, cert)}"\nclient_key_path = "${save(`${name}.key`, key)}"\n`;
  const trust = (by: CertificateAuthority) => `server_ca_cert_path = "${save(`${by.name}.pem`, by.cert)}"\n`;
  const profile = (name: string, front: CloudFront, tls: string, key = '') =>
    `[profile.${name}]\naddress = "${front.address}"\n${key}[profile.${name}.tls]\n${tls}`;
  const withKey = `api_key = "${API_KEY}"\n`;
  return save(
    'temporal.toml',
    [
      profile('mtls', mutualTls, trust(authority) + pair('client', authority.issue('client'))),
      profile('key', keyed, trust(authority), withKey),
      profile('wrong-key', keyed, trust(authority), 'api_key = "another-secret-api-key"\n'),
      profile('wrong-authority', keyed, trust(stranger), withKey),
      profile('wrong-name', keyed, `${trust(authority)}server_name = "temporal.example"\n`, withKey),
      profile('expired-server', expired, trust(authority), withKey),
      profile('no-certificate', mutualTls, trust(authority)),
      profile('unknown-certificate', mutualTls, trust(authority) + pair('stranger', stranger.issue('stranger'))),
      profile('no-tls', keyed, 'disabled = true\n'),
    ].join('\n'),
  );
}

const settingsOf = (profile: string) => ({ TEMPORAL_CONFIG_FILE: config, TEMPORAL_PROFILE: profile });

test('ecticket, with mTLS, lists orders', async () => {
  expect(await ecticket(['order', 'list'], { env: settingsOf('mtls') })).toMatchObject({
    status: 0,
    out: 'No orders.\n',
  });
});

test('ecticket, with an API key, lists orders, and says who adds the search attributes', async () => {
  const env = settingsOf('key');
  expect(await ecticket(['order', 'list'], { env })).toMatchObject({ status: 0, out: 'No orders.\n' });
  expect([...keyed.namespaces]).toEqual(['default']);
  const setUp = await ecticket(['setup'], { env });
  expect(setUp.status).toBe(1);
  expect(setUp.err).toContain('This account may not add search attributes.');
  expect(setUp.err).toContain('--name ECTicketStatus --type Keyword');
});

test('the receiver is ready', async () => {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settingsOf('mtls') };
  const receiver = start(await builtProgram('callbacks/main'), ['--port', '0'], { env });
  const url = (await receiver.waitForLine(/^listening on /)).replace('listening on ', '');
  await untilPasses(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200));
  receiver.signal('SIGTERM');
  expect((await receiver.ended).status).toBe(0);
});

test.each(['mtls', 'key'])('a worker connects with the profile %s', async (profile) => {
  const connection = await connectToTemporal(temporalConnection(settingsOf(profile)));
  const { namespaceInfo } = await connection.workflowService.describeNamespace({ namespace: 'default' });
  expect(namespaceInfo?.name).toBe('default');
  await connection.close();
});

describe('a profile that cannot connect', () => {
  let attempts: ReadonlyMap<string, Awaited<ReturnType<typeof attempt>>>;

  // All at once: gRPC tries for five seconds before it gives up.
  beforeAll(async () => {
    attempts = new Map(await Promise.all(FAILURES.map(async ([name]) => [name, await attempt(name)] as const)));
  });

  test.each(FAILURES)('%s is reported by ecticket and by a worker, with the setting and no secret', (...failure) => {
    const [profile, code, message] = failure;
    const { cli, error } = attempts.get(profile) ?? {};
    expect(cli?.status).toBe(2);
    expect(cli?.json()).toEqual({ error: expect.objectContaining({ code, message: expect.stringMatching(message) }) });
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(`${cli?.out}${cli?.err}${inspect(error)}`).not.toMatch(/secret|-----BEGIN/);
  });

  async function attempt(profile: string) {
    const temporal = temporalConnection(settingsOf(profile));
    const [cli, error] = await Promise.all([
      ecticket(['order', 'list', '--json'], { env: settingsOf(profile) }),
      retryUntilTemporalIsReady(() => connectToTemporal(temporal), 0).catch((reason: unknown) => reason),
    ]);
    return { cli, error };
  }
});
