/** The command line's commands, for tests that go through all of them. */
import { PassThrough } from 'node:stream';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { createProgram, type RunAction } from '../../cli/program.js';

const DOES_NOTHING: RunAction = async () => undefined;

/** A program that reads its arguments and does nothing else. */
export function idleProgram(runAction: RunAction = DOES_NOTHING): CommandUnknownOpts {
  return createProgram(runAction, { stdout: new PassThrough().resume(), stderr: new PassThrough().resume() });
}

export interface Listed {
  /** `order show` */
  readonly path: string;
  readonly command: CommandUnknownOpts;
}

/** Every command that people see, groups included, without those that commander and the completion bring. */
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

/** Those that do something. */
export function allLeaves(): Listed[] {
  return allCommands().filter(({ command }) => command.commands.length === 0);
}

/** The words of a line as a shell splits it, as far as documents need it: quotes, and what is redirected left away. */
export function messageOf(line: string): string[] {
  const command = line.replace(/ [<>|] ?.*$/, '').replace(/ \\\n +/g, ' ');
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}
