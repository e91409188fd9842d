/** Action of `ecticket views`: queries over the search attributes, for daily operations. */
import { taipeiDate } from '../../ecticket/taipei-date.js';
import { TICKET_ORDER } from '../../workflows/messages/names.js';
import type { CommandContext } from '../command-context.js';
import { bold, grey } from '../display/colours.js';
import { listLink } from '../web-ui.js';

/** Prints the views, with links if the address of the Web UI is known. */
export async function showViews(context: CommandContext): Promise<void> {
  const settings = await context.settings();
  const views = viewsAt(Date.now()).map((view) => ({ ...view, link: listLink(settings, view.query) }));
  context.print({ views }, () =>
    views
      .map(({ title, query, link }) => [bold(title), `  ${grey(query)}`, ...(link ? [`  ${link}`] : [])].join('\n'))
      .join('\n\n'),
  );
  if (views.some(({ link }) => link === undefined)) {
    context.printNote("To get links, set ECTICKET_UI_URL to the address of Temporal's Web UI.");
  }
}

export interface View {
  readonly name: string;
  readonly title: string;
  /** For `temporal workflow list --query` and the Web UI. */
  readonly query: string;
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Returns the views. An order that awaits its tickets is due at the end of its issuing window; after that it is late.
 *
 * @param now ms since the epoch; the queries contain times relative to it
 */
export function viewsAt(now: number): readonly View[] {
  const at = (ms: number) => `'${new Date(ms).toISOString()}'`;
  return [
    view('needs-attention', 'Needs attention', `ECTicketStatus = 'needsAttention'`),
    view('task-failures', 'Stuck: workflow tasks fail', 'TemporalReportedProblems IS NOT NULL'),
    view(
      'late',
      'Late: sent to ECPay, no tickets within the issuing window',
      `ECTicketStatus = 'awaitingIssuance' AND ECTicketDueAt < ${at(now)}`,
    ),
    view(
      'unpaid-since-yesterday',
      'Awaiting payment since yesterday (Asia/Taipei) or longer',
      `ECTicketStatus = 'awaitingPayment' AND StartTime < ${at(startOfDayInTaipei(now))}`,
    ),
    view(
      'escrow-ends-this-week',
      'Unused vouchers whose escrow ends within 7 days',
      `ECTicketStatus = 'active' AND ECTicketUnused > 0 AND ECTicketDueAt BETWEEN ${at(now)} AND ${at(now + WEEK_MS)}`,
    ),
  ];
}

/** The query selects running workflows only: a terminated workflow keeps its last status attribute. */
function view(name: string, title: string, condition: string): View {
  return { name, title, query: `WorkflowType = '${TICKET_ORDER}' AND ExecutionStatus = 'Running' AND ${condition}` };
}

function startOfDayInTaipei(now: number): number {
  const day = taipeiDate(now);
  return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00+08:00`);
}
