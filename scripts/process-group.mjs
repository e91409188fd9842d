import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two looks at processes that are ending. */
const LOOK_AGAIN_AFTER = 100;

/**
 * Waits until a process group is empty, and ends by force what is still in it when the time is up.
 * @param {number} group its number: the id of the process that was spawned detached
 * @param {number} patience in ms
 * @returns {Promise<string[]>} the command lines of what had to be ended
 */
export async function endGroup(group, patience) {
  const until = Date.now() + patience;
  while (members(group).length > 0 && Date.now() < until) await sleep(LOOK_AGAIN_AFTER);
  const left = members(group);
  if (left.length > 0) process.kill(-group, 'SIGKILL');
  return left.map(({ command }) => command);
}

/** A zombie has ended already; who should have reaped it is not the group's fault. */
function members(group) {
  return processes().filter((other) => other.group === group && !other.state.startsWith('Z'));
}

function processes() {
  return process.platform === 'linux' ? fromProc() : fromPs();
}

/** A slim Linux image has no ps. */
function fromProc() {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        // The name in parentheses may hold anything; state, parent and group follow the last of them.
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return [{ group: Number(group), state, command }];
      } catch {
        // Ended between the two looks.
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
