import { green, grey, red } from '../display/colours.js';
import { EXIT } from '../exit-status.js';
import { examineAll } from '../doctor/examine-all.js';
import type { Finding } from '../doctor/finding.js';
import type { Shell } from '../shell.js';

const COLOURS: Readonly<Record<Finding['state'], (text: string) => string>> = { ok: green, failed: red, skipped: grey };

/** Looks at every part that orders need. */
export async function seeDoctor(shell: Shell): Promise<void> {
  const findings = await examineAll(shell);
  const failed = findings.filter(({ state }) => state === 'failed').length;
  shell.tell({ ok: failed === 0, findings }, () => findings.map(inWords).join('\n'));
  if (failed > 0) shell.status = EXIT.failed;
}

function inWords({ check, state, words }: Finding): string {
  return `${COLOURS[state](state.padEnd(9))}${check.padEnd(18)}${words.replaceAll('\n', `\n${' '.repeat(27)}`)}`;
}
