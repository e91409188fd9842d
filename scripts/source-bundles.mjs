/**
 * Writes the workflow bundles of the sources, unless those that exist are up to date. `npm test` runs it first, with
 * tsx: every worker of a test that runs from the sources would bundle them, for five seconds of processor time.
 */
import { load, SOURCES, writeWorkflowBundles } from './workflow-bundles.mjs';

const { reasonNotToUseBundles } = await load(SOURCES, 'workers/workflow-code');
if ((await reasonNotToUseBundles()) !== undefined) await writeWorkflowBundles(SOURCES);
