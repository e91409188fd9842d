import { TestWorkflowEnvironment } from '@temporalio/testing';
import { SERVER_SETTINGS } from '../../scripts/temporal-options.js';
import { SEARCH_ATTRIBUTE_KEYS } from '../../workflows/messages/search-attribute-keys.js';

/** Starts the development server with the settings of `npm run temporal`. Needs `teardown()`. */
export async function startTemporalServer(): Promise<TestWorkflowEnvironment> {
  const path = process.env['TEMPORAL_CLI_PATH'];
  if (path === undefined) throw new Error('TEMPORAL_CLI_PATH is not set. Use `npm run bench`, which sets it.');
  return await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path },
      searchAttributes: [...SEARCH_ATTRIBUTE_KEYS],
      extraArgs: [...SERVER_SETTINGS, '--log-level', 'never'],
    },
  });
}
