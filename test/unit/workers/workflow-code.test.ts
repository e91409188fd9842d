import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { NativeConnection } from '@temporalio/worker';
import { workflowCode } from '../../../workers/workflow-code.js';

test('workers that run from the sources bundle the sources, so that every change runs', async () => {
  const connection = { plugins: [] } as unknown as NativeConnection;
  const code = await workflowCode({ connection, encrypted: false });
  expect(code).toEqual({ workflowsPath: expect.stringMatching(/[\\/]workflows[\\/]index\.ts$/) });
  expect(existsSync(code.workflowsPath ?? '')).toBe(true);
});
