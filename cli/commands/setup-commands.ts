/** What keeps the house in order: setup, doctor, views, keys. */
import type { Command } from '@commander-js/extra-typings';
import { group, leaf, type Act } from './command.js';

export function addHouseCommands(program: Command, act: Act): void {
  leaf(program, 'setup', {
    does: 'give the Temporal namespace the search attributes of ticket orders',
    examples: ['setup'],
  }).action((options) => act(options, async (shell) => (await import('../actions/set-up.js')).setUp(shell)));

  leaf(program, 'doctor', {
    does: 'look at all that orders need, and say how to fix what is wrong',
    examples: ['doctor', 'doctor --json'],
  }).action((options) => act(options, async (shell) => (await import('../actions/run-doctor.js')).seeDoctor(shell)));

  leaf(program, 'views', {
    does: "print the queries of a shop's day, with links into the Temporal Web UI",
    examples: ['views'],
  }).action((options) => act(options, async (shell) => (await import('../actions/show-views.js')).showViews(shell)));

  const keys = group(program, 'keys', { does: 'make keys', examples: ['keys new'] });
  leaf(keys, 'new', {
    does: "make a key that encrypts people's data in Temporal",
    examples: ['keys new', 'keys new --id 2026-11'],
  })
    .option('--id <id>', 'its id, never used before; one with the day in it unless given')
    .action((options) => act(options, async (shell) => (await import('../actions/new-key.js')).newKey(shell, options)));
}
