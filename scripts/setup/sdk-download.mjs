/**
 * `node sdk-download.mjs <cli | testServer> <version> <directory>`: starts a binary once, so that the Temporal SDK
 * downloads it from Temporal's site. It is a separate program so that a hanging download can be killed.
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
