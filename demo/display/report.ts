/** What the demo prints before and after its orders run. */
import { green, red } from '../../cli/display/colours.js';
import { table } from '../../cli/display/table.js';
import { workflowIdOf } from '../../client/index.js';
import type { OrderSnapshot } from '../../index.js';
import type { OrderResult } from '../order-result.js';
import type { DemoOrder } from '../orders.js';
import type { Addresses } from '../parts/environment.js';
import { ORDER_COLUMNS } from './progress-output.js';
import { NO_TICKETS } from './progress.js';

/** Prints where a process listens, and that it does not use its default port if that port was taken. */
export function printAddress(part: string, address: string, defaultPort: number): void {
  const note = address.endsWith(`:${defaultPort}`) ? '' : `  (port ${defaultPort} is taken)`;
  console.log(`  ${part.padEnd(18)} ${address}${note}`);
}

const RESULT_COLUMNS = [
  ...ORDER_COLUMNS,
  {
    heading: 'Result',
    width: 15,
    cell: ({ differences }: Pick<OrderResult, 'differences'>) =>
      differences.length === 0 ? green('as expected') : red('not as expected'),
  },
];

/** Prints a table of all orders, then what operators decided or must decide, then every difference. */
export function printResults(results: readonly OrderResult[]): void {
  const rows = results.map(({ scenario: { title }, tradeNo, snapshot, differences }) => ({
    ...{ title, tradeNo, differences },
    status: snapshot?.status,
    counts: snapshot?.counts ?? NO_TICKETS,
  }));
  console.log(`\n${table(RESULT_COLUMNS, rows)}\n`);
  for (const { tradeNo, snapshot } of results) if (snapshot !== undefined) printAttention(tradeNo, snapshot);
  console.log();
  for (const { scenario, tradeNo, differences } of results) {
    if (differences.length === 0) continue;
    console.log(red(`${tradeNo} (${scenario.title}) did not end as expected:`));
    console.log(`${differences.map((difference) => `  - ${difference}`).join('\n')}\n`);
  }
}

function printAttention(tradeNo: string, { attention, decisions }: OrderSnapshot): void {
  for (const { by, why } of decisions) console.log(`${tradeNo} was corrected by an operator: ${by}: ${why}`);
  if (attention === undefined) return;
  const { reason, code = '', message = '' } = attention;
  console.log(`${tradeNo} needs attention: ${reason}, ${code} ${message}`);
}

interface Figures {
  readonly setUpSeconds: number;
  readonly runSeconds: number;
  /** Number of events in the first order's history. */
  readonly historyEvents: number;
}

export function printFigures({ setUpSeconds, runSeconds, historyEvents }: Figures, { scenario }: DemoOrder): void {
  console.log(`Set-up took ${setUpSeconds.toFixed(1)} s, the orders took ${runSeconds.toFixed(1)} s.`);
  console.log(`The history of the first order (${scenario.title}) has ${historyEvents} events.`);
}

interface Files {
  readonly logDirectory: string;
  /** A file of environment variables with which other commands reach the demo's processes. */
  readonly settingsFile: string;
}

/** Prints where to find the orders, the logs and the settings while the demo keeps running. */
export function printLocations(
  addresses: Addresses,
  { order }: DemoOrder,
  { logDirectory, settingsFile }: Files,
): void {
  const workflows = `${addresses.webUi}/namespaces/default/workflows`;
  const needsAttention = new URLSearchParams({ query: "ECTicketStatus='needsAttention'" });
  const places = [
    ["orders in Temporal's Web UI", workflows],
    ['orders that need attention', `${workflows}?${needsAttention.toString()}`],
    ['the first order', `${workflows}/${encodeURIComponent(workflowIdOf(order))}`],
    ["ECPay's order records", `${addresses.sandbox}/_sandbox/orders`],
    ['logs of the processes', logDirectory],
  ] as const;
  console.log('\nAll processes keep running. You can open');
  for (const [name, address] of places) console.log(`  ${name.padEnd(32)} ${address}`);
  console.log(`To use other commands with them, run  set -a; . ${settingsFile}; set +a`);
  console.log('Press Ctrl-C to stop all processes.\n');
}

/** Returns the last line of a run. */
export function closingLine(results: readonly OrderResult[]): string {
  const asExpected = results.filter(({ differences }) => differences.length === 0).length;
  return `${results.length} orders: ${asExpected} as expected, ${results.length - asExpected} not`;
}
