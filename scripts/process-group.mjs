import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_INTERVAL_MS = 100;

/**
 * Waits until a process group is empty, and kills the processes that are left after the timeout.
 * @param {number} group the id of the process that was spawned detached
 * @param {number} timeout in ms
 * @returns {Promise<string[]>} the command lines of the killed processes
 */
export async function endGroup(group, timeout) {
  const until = Date.now() + timeout;
  while (members(group).length > 0 && Date.now() < until) await sleep(POLL_INTERVAL_MS);
  const left = members(group);
  if (left.length > 0) process.kill(-group, 'SIGKILL');
  return left.map(({ command }) => command);
}

/** A zombie has already ended; its parent has only not read its exit status yet. */
function members(group) {
  return processes().filter((other) => other.group === group && !other.state.startsWith('Z'));
}

function processes() {
  return process.platform === 'linux' ? fromProc() : fromPs();
}

/** Reads /proc, as a slim Linux image has no ps. */
function fromProc() {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        // The name in parentheses may contain any character; state, parent and group follow the last parenthesis.
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return [{ group: Number(group), state, command }];
      } catch {
        // The process ended in the meantime.
        return [];
      }
    });
}

function fromPs() {
  return execFileSync('ps', ['-A', '-o', 'pgid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((fields) => fields !== null)
    .map(([, group, state, command]) => ({ group: Number(group), state, command }));
}
