import { green, red } from '../../cli/display/colours.js';
import { table } from '../../cli/display/table.js';
import { workflowIdOf } from '../../client/index.js';
import type { OrderSnapshot } from '../../index.js';
import type { Addresses } from '../parts/bring-up.js';
import type { DemoOrder } from '../context.js';
import type { Verdict } from '../verdict.js';
import { NO_TICKETS } from './format-events.js';
import { ORDER_COLUMNS } from './order-columns.js';

const COLUMNS = [
  ...ORDER_COLUMNS,
  {
    heading: '',
    width: 15,
    cell: ({ differences }: Pick<Verdict, 'differences'>) =>
      differences.length === 0 ? green('as expected') : red('not as expected'),
  },
];

/** A table of all orders, what a person has decided or has to look at, and what is otherwise than expected. */
export function sayVerdicts(verdicts: readonly Verdict[]): void {
  const rows = verdicts.map(({ scenario: { title }, tradeNo, snapshot, differences }) => ({
    ...{ title, tradeNo, differences },
    status: snapshot?.status,
    counts: snapshot?.counts ?? NO_TICKETS,
  }));
  console.log(`\n${table(COLUMNS, rows)}\n`);
  for (const { tradeNo, snapshot } of verdicts) if (snapshot !== undefined) sayOfPeople(tradeNo, snapshot);
  console.log();
  for (const { scenario, tradeNo, differences } of verdicts) {
    if (differences.length === 0) continue;
    console.log(red(`${tradeNo} (${scenario.title}) did not come as expected:`));
    console.log(`${differences.map((difference) => `  - ${difference}`).join('\n')}\n`);
  }
}

function sayOfPeople(tradeNo: string, { attention, decisions }: OrderSnapshot): void {
  for (const { by, why } of decisions) console.log(`${tradeNo} was put right by a person: ${by}: ${why}`);
  if (attention === undefined) return;
  const { reason, code = '', words = '' } = attention;
  console.log(`${tradeNo} waits for a person: ${reason}, ${code} ${words}`);
}

export interface Figures {
  readonly setUpSeconds: number;
  readonly runSeconds: number;
  /** Events in the history of the first order. */
  readonly historyEvents: number;
}

export function sayFigures({ setUpSeconds, runSeconds, historyEvents }: Figures, { scenario }: DemoOrder): void {
  console.log(`Set-up took ${setUpSeconds.toFixed(1)} s, the orders took ${runSeconds.toFixed(1)} s.`);
  console.log(`The history of the first order (${scenario.title}) has ${historyEvents} events.`);
}

interface Files {
  readonly logDirectory: string;
  /** For a shell to read: what other commands need to reach all this. */
  readonly settingsFile: string;
}

/** For one who wants to look around. */
export function sayWhereToLook(
  addresses: Addresses,
  { order }: DemoOrder,
  { logDirectory, settingsFile }: Files,
): void {
  const workflows = `${addresses.webUi}/namespaces/default/workflows`;
  const needPerson = new URLSearchParams({ query: "ECTicketStatus='needsAttention'" });
  const places = [
    ["the orders in Temporal's Web UI", workflows],
    ['those that need a person', `${workflows}?${needPerson.toString()}`],
    ['the first order', `${workflows}/${encodeURIComponent(workflowIdOf(order))}`],
    ["ECPay's book", `${addresses.sandbox}/_sandbox/orders`],
    ['what the parts print', logDirectory],
  ] as const;
  console.log('\nEverything goes on running. Look at');
  for (const [what, where] of places) console.log(`  ${what.padEnd(32)} ${where}`);
  console.log(`Other commands reach it after  set -a; . ${settingsFile}; set +a`);
  console.log('End it all with Ctrl-C.\n');
}

/** The last line of a run. */
export function closingLine(verdicts: readonly Verdict[]): string {
  const asExpected = verdicts.filter(({ differences }) => differences.length === 0).length;
  return `${verdicts.length} orders: ${asExpected} as expected, ${verdicts.length - asExpected} not`;
}
