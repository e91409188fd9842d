/** The saved views of a shop's day, as queries over the search attributes. */
import { taipeiDate } from '../ecticket/taipei-date.js';
import { TICKET_ORDER } from '../workflows/messages/names.js';

export interface View {
  readonly name: string;
  readonly title: string;
  /** As `temporal workflow list --query` and the Web UI take it. */
  readonly query: string;
}

const WEEK = 7 * 24 * 60 * 60 * 1000;

/**
 * The views at a moment `now` (ms since the epoch), from which their times are counted.
 *
 * An order that waits for its tickets is due at the end of its issuing window; past that it is late.
 */
export function viewsAt(now: number): readonly View[] {
  const at = (ms: number) => `'${new Date(ms).toISOString()}'`;
  return [
    view('needs-attention', 'Needs a person', `ECTicketStatus = 'needsAttention'`),
    view('task-failures', 'Stands still: its workflow tasks fail', 'TemporalReportedProblems IS NOT NULL'),
    view(
      'late',
      'Late: sent to ECPay, and without tickets past its window',
      `ECTicketStatus = 'awaitingIssuance' AND ECTicketDueAt < ${at(now)}`,
    ),
    view(
      'unpaid-since-yesterday',
      'Awaits payment since yesterday, or for longer',
      `ECTicketStatus = 'awaitingPayment' AND StartTime < ${at(startOfDayInTaipei(now))}`,
    ),
    view(
      'escrow-ends-this-week',
      'Unused vouchers whose escrow ends within seven days',
      `ECTicketStatus = 'active' AND ECTicketUnused > 0 AND ECTicketDueAt BETWEEN ${at(now)} AND ${at(now + WEEK)}`,
    ),
  ];
}

/** One that was terminated by hand keeps its last status for ever. */
function view(name: string, title: string, condition: string): View {
  return { name, title, query: `WorkflowType = '${TICKET_ORDER}' AND ExecutionStatus = 'Running' AND ${condition}` };
}

function startOfDayInTaipei(now: number): number {
  const day = taipeiDate(now);
  return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00+08:00`);
}
