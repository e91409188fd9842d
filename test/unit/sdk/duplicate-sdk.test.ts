/** A second copy of Temporal's SDK, as a package manager installs it beside another version. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { rejectOtherCopy, type DuplicateSdkError } from '../../../sdk/duplicate-sdk.js';
import { start } from '../../integration/scripts/run-script.js';

let project: string;

/** Inside the clone, so that the copies find their own dependencies. */
beforeAll(async () => {
  await mkdir('.cache', { recursive: true });
  project = await mkdtemp(resolve('.cache/second-sdk-'));
  for (const name of ['client', 'worker']) {
    const copy = join(project, 'node_modules/@temporalio', name);
    await cp(join('node_modules/@temporalio', name), copy, { recursive: true });
    const manifest = JSON.parse(await readFile(join(copy, 'package.json'), 'utf8')) as object;
    // The file is a hard link in some clones.
    await rm(join(copy, 'package.json'));
    await writeFile(join(copy, 'package.json'), JSON.stringify({ ...manifest, version: '1.23.0' }));
  }
});
afterAll(() => rm(project, { recursive: true, force: true }));

test('objects of another copy are refused by an error with both versions', async () => {
  const script = 'test/unit/sdk/use-other-copy.ts';
  const { status, stdout, output } = await start('node_modules/tsx/dist/cli.mjs', [script, project]).ended;
  expect({ status, output }).toMatchObject({ status: 0 });

  const errors = JSON.parse(stdout) as DuplicateSdkError[];
  const { version } = JSON.parse(await readFile('node_modules/@temporalio/client/package.json', 'utf8')) as {
    version: string;
  };
  expect(errors.map(({ code, className }) => [code, className])).toEqual([
    ['DUPLICATE_SDK', 'Client'],
    ['DUPLICATE_SDK', 'Client'],
    ['DUPLICATE_SDK', 'NativeConnection'],
    ['DUPLICATE_SDK', 'NativeConnection'],
  ]);
  for (const { copies, message } of errors) {
    expect(copies.map((copy) => copy.version)).toEqual([version, '1.23.0']);
    expect(message).toContain(`${version} in `);
    expect(message).toContain('1.23.0 in ');
  }
});

test('own objects and test doubles pass', () => {
  for (const value of [undefined, {}, Object.create(null), Object.create(Client.prototype)]) {
    expect(() => rejectOtherCopy(value, Client, '@temporalio/client')).not.toThrow();
  }
  const own = Object.create(NativeConnection.prototype) as object;
  expect(() => rejectOtherCopy(own, NativeConnection, '@temporalio/worker')).not.toThrow();
});
