/** Action of `ecticket views`: queries over the search attributes, for daily operations. */
import { taipeiDate } from '../../ecticket/taipei-date.js';
import { TICKET_ORDER } from '../../workflows/messages/names.js';
import type { CommandContext } from '../command-context.js';
import { bold, grey } from '../display/colours.js';
import { EN } from '../texts/index.js';
import { listLink } from '../web-ui.js';

/** Prints the views, with links if the address of the Web UI is known. */
export async function showViews(context: CommandContext): Promise<void> {
  const settings = await context.settings();
  const { views: texts } = context.texts;
  const views = viewsAt(Date.now()).map((view) => ({ ...view, link: listLink(settings, view.query) }));
  context.print({ views }, () =>
    views
      .map(({ name, query, link }) =>
        [bold(texts.title(name)), `  ${grey(query)}`, ...(link ? [`  ${link}`] : [])].join('\n'),
      )
      .join('\n\n'),
  );
  if (views.some(({ link }) => link === undefined)) {
    context.printNote(texts.noLinks);
  }
}

export interface View {
  readonly name: string;
  /** In English. */
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
    view('needs-attention', `ECTicketStatus = 'needsAttention'`),
    view('task-failures', 'TemporalReportedProblems IS NOT NULL'),
    view('late', `ECTicketStatus = 'awaitingIssuance' AND ECTicketDueAt < ${at(now)}`),
    view('unpaid-since-yesterday', `ECTicketStatus = 'awaitingPayment' AND StartTime < ${at(startOfDayInTaipei(now))}`),
    view(
      'escrow-ends-this-week',
      `ECTicketStatus = 'active' AND ECTicketUnused > 0 AND ECTicketDueAt BETWEEN ${at(now)} AND ${at(now + WEEK_MS)}`,
    ),
  ];
}

/** The query selects running workflows only: a terminated workflow keeps its last status attribute. */
function view(name: string, condition: string): View {
  const query = `WorkflowType = '${TICKET_ORDER}' AND ExecutionStatus = 'Running' AND ${condition}`;
  return { name, title: EN.views.title(name), query };
}

function startOfDayInTaipei(now: number): number {
  const day = taipeiDate(now);
  return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00+08:00`);
}
