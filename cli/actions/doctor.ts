/** Action of `ecticket doctor`. */
import type { CommandContext } from '../command-context.js';
import { green, grey, red } from '../display/colours.js';
import { padText } from '../display/table.js';
import { CheckSkipped, runCheck, type Finding } from '../doctor/check.js';
import { checkCodecKeys } from '../doctor/codec-key-check.js';
import { checkCallbackAddress, checkClock, checkReceiver } from '../doctor/network-checks.js';
import { checkFairness, checkSearchAttributes, checkWorkers, checkWorkflowTasks } from '../doctor/temporal-checks.js';
import { EXIT } from '../exit-status.js';
import type { DoctorTexts } from '../texts/en-doctor.js';

const COLOURS: Readonly<Record<Finding['state'], (text: string) => string>> = { ok: green, failed: red, skipped: grey };

/** Checks everything that orders depend on, and prints a line per check. */
export async function runDoctor(context: CommandContext): Promise<void> {
  const findings = await runAllChecks(context);
  const failed = findings.filter(({ state }) => state === 'failed').length;
  context.print({ ok: failed === 0, findings }, () =>
    findings.map((finding) => formatFinding(finding, context.texts.doctor)).join('\n'),
  );
  if (failed > 0) context.status = EXIT.failed;
}

function formatFinding({ check, state, message }: Finding, texts: DoctorTexts): string {
  const [shownState, shownCheck] = [padText(texts.state[state], 9), padText(texts.check[check], 18)];
  return `${COLOURS[state](shownState)}${shownCheck}${message.replaceAll('\n', `\n${' '.repeat(27)}`)}`;
}

/** Returns the findings in the order in which to fix them. A check is skipped if a check it depends on did not pass. */
async function runAllChecks(context: CommandContext): Promise<readonly Finding[]> {
  const texts = context.texts.doctor;
  const settings = await runCheck('settings', () => describeSettings(context));
  const withSettings = <T>(check: (settings: Awaited<ReturnType<CommandContext['settings']>>) => Promise<T>) =>
    afterCheck(settings, texts, async () => await check(await context.settings()));

  const temporal = await runCheck('temporal', () =>
    withSettings(async ({ temporal: { address, namespace } }) => {
      await context.temporal();
      return texts.temporal(address, namespace);
    }),
  );
  const withTemporal = (check: (client: Awaited<ReturnType<CommandContext['temporal']>>) => Promise<string>) =>
    afterCheck(temporal, texts, async () => await check(await context.temporal()));

  return [
    settings,
    temporal,
    ...(await Promise.all([
      runCheck('search attributes', () =>
        withTemporal(async (client) => await checkSearchAttributes(client, await context.settings(), texts)),
      ),
      runCheck('workers', () => withTemporal(async (client) => await checkWorkers(client, texts))),
      runCheck('workflow tasks', () => withTemporal(async (client) => await checkWorkflowTasks(client, texts))),
      runCheck('fairness', () => withSettings(async (read) => await checkFairness(read, texts))),
      runCheck('codec keys', () =>
        withTemporal(async (client) => await checkCodecKeys(client, await context.tickets(), texts)),
      ),
      runCheck('ECPay', () => withSettings(async (read) => await checkClock(read, texts))),
      runCheck('callback address', () => withSettings(async (read) => await checkCallbackAddress(read, texts))),
      runCheck('receiver', () => withSettings(async (read) => await checkReceiver(read, texts))),
    ])),
  ];
}

/** Reading the settings also checks the form of every key. */
async function describeSettings(context: CommandContext): Promise<string> {
  const { environment, merchantIds, codecKeys = [], warnings } = await context.settings();
  const ids = codecKeys.map(({ id }) => id);
  const texts = context.texts.doctor;
  const codec = ids.length === 0 ? texts.noCodecKeys : texts.codecKeys(ids.join(', '));
  const summary = texts.settings(environment, merchantIds.join(', '), codec);
  return [summary, ...warnings].join('\n');
}

async function afterCheck<T>({ check, state }: Finding, texts: DoctorTexts, run: () => Promise<T>): Promise<T> {
  if (state !== 'ok') throw new CheckSkipped(texts.requires(check));
  return await run();
}
