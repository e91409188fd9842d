/** Action of `ecticket doctor`. */
import type { CommandContext } from '../command-context.js';
import { green, grey, red } from '../display/colours.js';
import { CheckSkipped, runCheck, type Finding } from '../doctor/check.js';
import { checkCodecKeys } from '../doctor/codec-key-check.js';
import { checkCallbackAddress, checkClock, checkReceiver } from '../doctor/network-checks.js';
import { checkFairness, checkSearchAttributes, checkWorkers, checkWorkflowTasks } from '../doctor/temporal-checks.js';
import { EXIT } from '../exit-status.js';

const COLOURS: Readonly<Record<Finding['state'], (text: string) => string>> = { ok: green, failed: red, skipped: grey };

/** Checks everything that orders depend on, and prints a line per check. */
export async function runDoctor(context: CommandContext): Promise<void> {
  const findings = await runAllChecks(context);
  const failed = findings.filter(({ state }) => state === 'failed').length;
  context.print({ ok: failed === 0, findings }, () => findings.map(formatFinding).join('\n'));
  if (failed > 0) context.status = EXIT.failed;
}

function formatFinding({ check, state, message }: Finding): string {
  return `${COLOURS[state](state.padEnd(9))}${check.padEnd(18)}${message.replaceAll('\n', `\n${' '.repeat(27)}`)}`;
}

/** Returns the findings in the order in which to fix them. A check is skipped if a check it depends on did not pass. */
async function runAllChecks(context: CommandContext): Promise<readonly Finding[]> {
  const settings = await runCheck('settings', () => describeSettings(context));
  const withSettings = <T>(check: (settings: Awaited<ReturnType<CommandContext['settings']>>) => Promise<T>) =>
    afterCheck(settings, async () => await check(await context.settings()));

  const temporal = await runCheck('temporal', () =>
    withSettings(async ({ temporal: { address, namespace } }) => {
      await context.temporal();
      return `answers at ${address}, with the namespace ${namespace}`;
    }),
  );
  const withTemporal = (check: (client: Awaited<ReturnType<CommandContext['temporal']>>) => Promise<string>) =>
    afterCheck(temporal, async () => await check(await context.temporal()));

  return [
    settings,
    temporal,
    ...(await Promise.all([
      runCheck('search attributes', () =>
        withTemporal(async (client) => await checkSearchAttributes(client, await context.settings())),
      ),
      runCheck('workers', () => withTemporal(checkWorkers)),
      runCheck('workflow tasks', () => withTemporal(checkWorkflowTasks)),
      runCheck('fairness', () => withSettings(checkFairness)),
      runCheck('codec keys', () =>
        withTemporal(async (client) => await checkCodecKeys(client, await context.tickets())),
      ),
      runCheck('ECPay', () => withSettings(checkClock)),
      runCheck('callback address', () => withSettings(checkCallbackAddress)),
      runCheck('receiver', () => withSettings(checkReceiver)),
    ])),
  ];
}

/** Reading the settings also checks the form of every key. */
async function describeSettings(context: CommandContext): Promise<string> {
  const { environment, merchantIds, codecKeys = [], warnings } = await context.settings();
  const ids = codecKeys.map(({ id }) => id);
  const codec = ids.length === 0 ? 'no codec keys' : `codec keys ${ids.join(', ')}`;
  const summary = `${environment}; the keys of ${merchantIds.join(', ')} are well-formed; ${codec}`;
  return [summary, ...warnings].join('\n');
}

async function afterCheck<T>({ check, state }: Finding, run: () => Promise<T>): Promise<T> {
  if (state !== 'ok') throw new CheckSkipped(`requires ${check}`);
  return await run();
}
