/**
 * `node sdk-download.mjs <cli | testServer> <version> <directory>`: lets the Temporal SDK download a binary from
 * Temporal's own site, by starting it once. A program of its own so that a download that hangs can be ended.
 */
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [binary, version, downloadDir] = process.argv.slice(2);
const executable = { type: 'cached-download', version: `v${version}`, downloadDir };

try {
  const environment =
    binary === 'cli'
      ? await TestWorkflowEnvironment.createLocal({ server: { executable } })
      : await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  await environment.teardown();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
