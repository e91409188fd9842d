import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { NativeConnection } from '@temporalio/worker';
import { workflowCode } from '../../../workers/workflow-code.js';

test('workers that run from the sources bundle the sources, so that every change runs', async () => {
  const connection = { plugins: [] } as unknown as NativeConnection;
  const code = await workflowCode({ connection, encrypted: false });
  const modules = code.interceptors?.workflowModules ?? [];
  expect(code.workflowsPath).toMatch(/[\\/]workflows[\\/]index\.ts$/);
  expect(modules).toEqual([expect.stringMatching(/[\\/]runtime[\\/]activation-guard\.ts$/)]);
  for (const path of [code.workflowsPath ?? '', ...modules]) expect(existsSync(path)).toBe(true);
});
