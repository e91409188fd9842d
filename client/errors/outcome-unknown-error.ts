import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** The order may have carried out a ticket action or a decision, or may still do so. */
export class OutcomeUnknownError extends ECTicketError {
  override readonly name = 'OutcomeUnknownError';
  readonly code = 'OUTCOME_UNKNOWN';

  constructor(
    readonly workflowId: string,
    /** Call again with this id: the order acts once and returns the outcome. Not if the workflow was ended. */
    readonly updateId: string,
    /**
     * `answerLost`: the order continues. A repeated call returns the outcome, unless an operator has reset the workflow
     * to a point where it refused the call, such as before the order had tickets.
     * `workflowEnded`: the workflow was closed from outside during the call.
     * `unknownFailure`: the order answered with a failure that is new to this client.
     */
    readonly reason: 'answerLost' | 'workflowEnded' | 'unknownFailure',
    /** The type and message of the unknown failure. */
    readonly failure?: string,
  ) {
    super(formatMessage({ workflowId, updateId, reason, failure }));
  }
}

type MessageParts = Pick<OutcomeUnknownError, 'workflowId' | 'updateId' | 'reason'> & {
  readonly failure: string | undefined;
};

function formatMessage({ workflowId, updateId, reason, failure }: MessageParts): string {
  switch (reason) {
    case 'answerLost':
      return (
        `The order ${workflowId} did not answer in time. It may have acted, or may still act. Call again with ` +
        `updateId "${updateId}": the order acts at most once. If that keeps failing while the order runs, Temporal ` +
        'has lost the answer, as it does after a reset of the workflow to a point before the order had tickets. Then ' +
        'read the order with getOrder, and use a new updateId only if it did not act.'
      );
    case 'workflowEnded':
      return (
        `The workflow of the order ${workflowId} was closed during the call (updateId "${updateId}"). ECPay may have ` +
        'carried out the request. Adopt the order with adoptOrder, and read it with getOrder before you call again.'
      );
    case 'unknownFailure':
      return (
        `The order ${workflowId} answered with a failure that is new to this client (${failure ?? ''}). It may ` +
        `have acted. Read it with getOrder. You may call again with updateId "${updateId}": the order acts at most ` +
        'once.'
      );
  }
}
