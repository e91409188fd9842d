/**
 * What the guard of activations accepts and rejects. The lengths are those that the development server gave (Temporal
 * CLI 1.8.2, SDK 1.24).
 */
import { describe, expect, test } from '@jest/globals';
import type { ActivateInput, ConcludeActivationInput } from '@temporalio/workflow';
import { interceptors } from '../../../workflows/runtime/activation-guard.js';

type Job = NonNullable<ActivateInput['activation']['jobs']>[number];
type Command = ConcludeActivationInput['commands'][number];

const start: Job = { initializeWorkflow: {} };
const signal: Job = { signalWorkflow: { signalName: 'note' } };
const update: Job = { doUpdate: { name: 'note' } };
const query: Job = { queryWorkflow: { queryId: 'legacy_query' } };
const activityResult: Job = { resolveActivity: { seq: 1, result: { completed: {} } } };
const localActivityResult: Job = { resolveActivity: { seq: 1, isLocal: true, result: { completed: {} } } };
const timer: Command = { startTimer: { seq: 1 } };
const accepted: Command = { updateResponse: { protocolInstanceId: 'a', accepted: {} } };
const completed: Command = { updateResponse: { protocolInstanceId: 'a', completed: {} } };
const rejected: Command = { updateResponse: { protocolInstanceId: 'a', rejected: {} } };

/** An activation: the second at which its workflow task started, the length of the history, its jobs and commands. */
type Activation = readonly [second: number, length: number, jobs: Job[], commands: Command[], how?: 'replay'];

function run(activations: readonly Activation[]): void {
  const [guard] = interceptors().internals ?? [];
  for (const [second, historyLength, jobs, commands, how] of activations) {
    const activation = { timestamp: { seconds: second as never }, historyLength, jobs, isReplaying: how === 'replay' };
    guard?.activate?.({ activation, batchIndex: 0 }, () => undefined);
    guard?.concludeActivation?.({ commands }, (input) => input);
  }
}

const begun: Activation = [8, 3, [start], []];
const asked: Activation = [9, 7, [query], [], 'replay'];

describe('accepts', () => {
  test.each<[string, Activation[]]>([
    ['tasks and queries of a cached workflow', [begun, [9, 7, [signal], [timer]], asked, [10, 12, [signal], [timer]]]],
    ['an update after a signal', [begun, [9, 7, [signal], [timer]], [10, 11, [update], [accepted, completed]]]],
    ['the task after an update', [begun, [9, 6, [update], [accepted, completed]], [10, 12, [signal], []]]],
    [
      'the task after a refused update, which leaves no events',
      [begun, [9, 6, [update], [rejected]], [10, 7, [signal], [timer]], [11, 12, [signal], []]],
    ],
    [
      'a timer that the same task begins and cancels',
      [begun, [9, 7, [signal], [timer, { cancelTimer: { seq: 1 } }]], [10, 11, [signal], []]],
    ],
    [
      'an activity result',
      [begun, [9, 7, [signal], [{ scheduleActivity: { seq: 1 } }]], [10, 13, [activityResult], []]],
    ],
    ['two activations of one task', [begun, [9, 7, [signal], [timer]], [9, 7, [localActivityResult], [timer]]]],
    ['any replay', [begun, [8, 7, [signal], [timer], 'replay'], [8, 8, [signal], [], 'replay']]],
    [
      'the first new task after a replay',
      [
        [8, 3, [start], [timer], 'replay'],
        [9, 7, [signal], []],
      ],
    ],
  ])('%s', (_, activations) => {
    expect(() => run(activations)).not.toThrow();
  });
});

describe('rejects', () => {
  test.each<[string, Activation[]]>([
    ['events with the time of the task before', [begun, [8, 7, [signal], [timer]]]],
    ['a task without the events of its last answer', [begun, [9, 7, [signal], [timer]], asked, [19, 10, [update], []]]],
    ['the same with new events', [begun, [9, 7, [signal], [timer]], asked, [19, 13, [signal, activityResult], []]]],
    [
      'the same after the first task',
      [
        [8, 3, [start], [timer]],
        [18, 6, [update], []],
      ],
    ],
  ])('%s', (_, activations) => {
    expect(() => run(activations)).toThrow(expect.objectContaining({ code: 'STALE_ACTIVATION' }));
  });
});
