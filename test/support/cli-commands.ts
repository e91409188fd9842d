/** Lists the commands of the command line, for tests that cover all of them. */
import { PassThrough } from 'node:stream';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { createProgram, type Act } from '../../cli/program.js';

const DOES_NOTHING: Act = async () => undefined;

/** A program that parses its arguments and does nothing else. */
export function idleProgram(act: Act = DOES_NOTHING): CommandUnknownOpts {
  return createProgram(act, { stdout: new PassThrough().resume(), stderr: new PassThrough().resume() });
}

export interface Listed {
  /** `order show` */
  readonly path: string;
  readonly command: CommandUnknownOpts;
}

/** Every visible command, groups included, except those of commander and of completion. */
export function allCommands(of = idleProgram(), before = ''): Listed[] {
  return of
    .createHelp()
    .visibleCommands(of)
    .filter((command) => !['help', 'completion'].includes(command.name()))
    .flatMap((command) => {
      const path = `${before}${command.name()}`;
      return [{ path, command }, ...allCommands(command, `${path} `)];
    });
}

/** Every command that is not a group. */
export function allLeaves(): Listed[] {
  return allCommands().filter(({ command }) => command.commands.length === 0);
}

/** Splits a command line into words like a shell: handles quotes and drops redirections. */
export function messageOf(line: string): string[] {
  const command = line.replace(/ [<>|] ?.*$/, '').replace(/ \\\n +/g, ' ');
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}
