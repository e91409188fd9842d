/** A Worker of the merchant's own stands on one of our task queues: tasks would reach workers that do not know them. */
export class TaskQueueTakenError extends Error {
  override readonly name = 'TaskQueueTakenError';
  readonly code = 'TASK_QUEUE_TAKEN';

  constructor(readonly taskQueue: string) {
    super(
      `The task queue "${taskQueue}" belongs to the ticket orders. Choose another for your own Worker: ECTicketPlugin runs the workers for this one beside it.`,
    );
  }
}
