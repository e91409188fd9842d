/** A workflow whose commands depend on the time of the workflow task, as those of an order do. */
import { condition, defineQuery, defineSignal, setHandler, upsertMemo } from '@temporalio/workflow';

export const note = defineSignal('note');
export const countNotes = defineQuery<number>('countNotes');

/** Writes its memo once per workflow task with notes, and ends after three. */
export async function timedNotes(): Promise<void> {
  let notes = 0;
  let writtenAt = 0;
  setHandler(note, () => {
    notes += 1;
    if (writtenAt === Date.now()) return;
    writtenAt = Date.now();
    upsertMemo({ writtenAt });
  });
  setHandler(countNotes, () => notes);
  await condition(() => notes === 3);
}
