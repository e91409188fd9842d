import type { Shell } from '../shell.js';
import { histories } from './codec-check.js';
import { examine, Skipped, type Finding } from './finding.js';
import { callbackAddress, clock, receiver } from './outside-checks.js';
import { fairness, searchAttributes, workers, workflowTasks } from './temporal-checks.js';

/** Every finding, in the order in which they are best fixed. What hangs on another is skipped where that failed. */
export async function examineAll(shell: Shell): Promise<readonly Finding[]> {
  const settings = await examine('settings', () => settingsInWords(shell));
  const given = <T>(look: (from: Awaited<ReturnType<Shell['settings']>>) => Promise<T>) =>
    after(settings, async () => await look(await shell.settings()));

  const temporal = await examine('temporal', () =>
    given(async ({ temporal: { address, namespace } }) => {
      await shell.temporal();
      return `answers at ${address}, with the namespace ${namespace}`;
    }),
  );
  const connected = (look: (client: Awaited<ReturnType<Shell['temporal']>>) => Promise<string>) =>
    after(temporal, async () => await look(await shell.temporal()));

  return [
    settings,
    temporal,
    ...(await Promise.all([
      examine('search attributes', () =>
        connected(async (client) => await searchAttributes(client, await shell.settings())),
      ),
      examine('workers', () => connected(workers)),
      examine('workflow tasks', () => connected(workflowTasks)),
      examine('fairness', () => given(fairness)),
      examine('codec keys', () => connected(async (client) => await histories(client, await shell.tickets()))),
      examine('ECPay', () => given(clock)),
      examine('callback address', () => given(callbackAddress)),
      examine('receiver', () => given(receiver)),
    ])),
  ];
}

/** Keys are checked where settings are read. */
async function settingsInWords(shell: Shell): Promise<string> {
  const { environment, merchantIds, codecKeys = [], warnings } = await shell.settings();
  const ids = codecKeys.map(({ id }) => id);
  const codec = ids.length === 0 ? 'no codec keys' : `codec keys ${ids.join(', ')}`;
  const words = `${environment}; keys of ${merchantIds.join(', ')} are well-formed; ${codec}`;
  return [words, ...warnings].join('\n');
}

async function after<T>({ check, state }: Finding, look: () => Promise<T>): Promise<T> {
  if (state !== 'ok') throw new Skipped(`needs ${check}`);
  return await look();
}
