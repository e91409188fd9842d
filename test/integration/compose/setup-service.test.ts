/** The service in docker-compose.yml that sets up Temporal, run by a real shell on a real server. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { SEARCH_ATTRIBUTES } from '../../../workflows/messages/names.js';
import { readCompose } from '../../unit/compose/compose-file.js';

const NAMESPACE = 'shop';
const cli = process.env['TEMPORAL_CLI_PATH'] ?? '';

let server: TestWorkflowEnvironment;
let bin: string;

beforeAll(async () => {
  server = await TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'existing-path', path: cli } } });
  bin = await mkdtemp(join(tmpdir(), 'ecticket-bin-'));
  await symlink(cli, join(bin, 'temporal'));
});

afterAll(async () => {
  await server.teardown();
  await rm(bin, { recursive: true, force: true });
});

/** Runs the service. Returns what it writes to stderr. */
async function setUp(): Promise<string> {
  const { entrypoint = [], command = [] } = readCompose({}).services['temporal-setup'] ?? {};
  const [shell = '', ...args] = [...entrypoint, ...command];
  const { stderr } = await promisify(execFile)(shell, args, {
    env: {
      ...process.env,
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      TEMPORAL_ADDRESS: server.address,
      TEMPORAL_NAMESPACE: NAMESPACE,
    },
  });
  return stderr;
}

test('the service creates the namespace and every search attribute, and can run twice', async () => {
  expect(await setUp()).toBe('');
  expect(await setUp()).toBe('');

  const { IndexedValueType } = proto.temporal.api.enums.v1;
  const types: Record<string, number> = {};
  for (const [name, type] of Object.entries(SEARCH_ATTRIBUTES)) {
    types[name] = IndexedValueType[`INDEXED_VALUE_TYPE_${type}`];
  }
  const { customAttributes } = await server.connection.operatorService.listSearchAttributes({ namespace: NAMESPACE });
  expect(customAttributes).toMatchObject(types);
});
