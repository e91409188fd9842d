/** `ecticket setup`, `doctor`, `views`, `keys`: commands that set up and check an installation. */
import { Option, type Command } from '@commander-js/extra-typings';
import { addCommand, addGroup, type RunAction } from './command.js';

export function addSetupCommands(program: Command, runAction: RunAction): void {
  addCommand(program, 'setup', {
    summary: 'register the search attributes of ticket orders in the Temporal namespace',
    examples: ['setup'],
  }).action((options) =>
    runAction(options, async (context) => (await import('../actions/setup.js')).registerSearchAttributes(context)),
  );

  addCommand(program, 'doctor', {
    summary: 'check everything that orders depend on, and say how to fix what is wrong',
    examples: ['doctor', 'doctor --json'],
  }).action((options) =>
    runAction(options, async (context) => (await import('../actions/doctor.js')).runDoctor(context)),
  );

  addCommand(program, 'views', {
    summary: 'print queries for daily operations, with links to the Temporal Web UI',
    examples: ['views'],
  }).action((options) =>
    runAction(options, async (context) => (await import('../actions/views.js')).showViews(context)),
  );

  const keys = addGroup(program, 'keys', { summary: 'generate encryption keys', examples: ['keys new'] });
  addCommand(keys, 'new', {
    summary: 'generate a key that encrypts personal data in Temporal, or one that indexes redemption codes',
    examples: ['keys new', 'keys new --for codes', 'keys new --id 2026-11'],
  })
    .addOption(
      new Option('--for <setting>', 'codec: ECTICKET_CODEC_KEYS; codes: ECTICKET_CODE_KEYS')
        .choices(['codec', 'codes'] as const)
        .default('codec' as const),
    )
    .option('--id <id>', 'a key id that was never used before; defaults to one that contains the date')
    .action((options) =>
      runAction(options, async (context) => (await import('../actions/keys.js')).printNewKey(context, options)),
    );
}
