import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import type { NativeConnection } from '@temporalio/worker';
import { bundleUrl, digestOf, workflowCode, type BundleManifest } from '../../../workers/workflow-code.js';

const code = (plugins: readonly { readonly name: string }[]) =>
  workflowCode({ connection: { plugins } as unknown as NativeConnection, encrypted: false });

test('workers that run from the sources run the sources as they are, from the bundles of this run of the tests', async () => {
  const { workflowBundle } = await code([]);
  expect(workflowBundle).toEqual({ codePath: fileURLToPath(bundleUrl('orders.js')) });
  const { modules, digest } = JSON.parse(await readFile(bundleUrl('manifest.json'), 'utf8')) as BundleManifest;
  expect(modules).toContain('workflows/ticket-order.ts');
  expect(await digestOf(modules)).toBe(digest);
});

test('workers bundle the sources themselves if a plugin may add to them', async () => {
  const { workflowsPath = '', interceptors } = await code([{ name: 'of the merchant' }]);
  const modules = interceptors?.workflowModules ?? [];
  expect(workflowsPath).toMatch(/[\\/]workflows[\\/]index\.ts$/);
  expect(modules).toEqual([expect.stringMatching(/[\\/]runtime[\\/]activation-guard\.ts$/)]);
  for (const path of [workflowsPath, ...modules]) expect(existsSync(path)).toBe(true);
});
