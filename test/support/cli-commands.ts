/** The commands of the command line, for tests that iterate over them. */
import { PassThrough } from 'node:stream';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { createProgram, type RunAction } from '../../cli/program.js';

const DOES_NOTHING: RunAction = async () => undefined;

/** A program that parses its arguments and runs nothing. */
export function idleProgram(runAction: RunAction = DOES_NOTHING): CommandUnknownOpts {
  return createProgram(runAction, { stdout: new PassThrough().resume(), stderr: new PassThrough().resume() });
}

export interface Listed {
  /** `order show` */
  readonly path: string;
  readonly command: CommandUnknownOpts;
}

/** Every visible command, including groups, without the commands of commander and of the completion. */
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

/** The commands that run an action. */
export function allLeaves(): Listed[] {
  return allCommands().filter(({ command }) => command.commands.length === 0);
}

/** Splits a line into words as a shell does: it handles quotes and omits redirections, as far as documents use them. */
export function messageOf(line: string): string[] {
  const command = line.replace(/ [<>|] ?.*$/, '').replace(/ \\\n +/g, ' ');
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}
