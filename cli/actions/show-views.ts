import { bold, grey } from '../display/colours.js';
import type { Shell } from '../shell.js';
import { viewsAt } from '../views.js';
import { listLink } from '../web-ui.js';

export async function showViews(shell: Shell): Promise<void> {
  const settings = await shell.settings();
  const views = viewsAt(Date.now()).map((view) => ({ ...view, link: listLink(settings, view.query) }));
  shell.tell({ views }, () =>
    views
      .map(({ title, query, link }) => [bold(title), `  ${grey(query)}`, ...(link ? [`  ${link}`] : [])].join('\n'))
      .join('\n\n'),
  );
  if (views.some(({ link }) => link === undefined)) {
    shell.remark("For links, say where Temporal's Web UI is: ECTICKET_UI_URL.");
  }
}
