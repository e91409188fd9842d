import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** What was asked of an order may have been done, or may still be. */
export class OutcomeUnknownError extends ECTicketError {
  override readonly name = 'OutcomeUnknownError';
  readonly code = 'OUTCOME_UNKNOWN';

  constructor(
    readonly workflowId: string,
    /** The same call with this id acts once, and answers what became of it; not where the workflow was ended. */
    readonly updateId: string,
    /**
     * `answerLost`: the order goes on. Calling again answers, unless an operator has reset the workflow twice.
     * `workflowEnded`: its workflow was closed from outside while it acted.
     * `unknownFailure`: it answered with a failure that this client does not know.
     */
    readonly reason: 'answerLost' | 'workflowEnded' | 'unknownFailure',
    /** The type and the words of the unknown failure. */
    readonly failure?: string,
  ) {
    super(messageOf({ workflowId, updateId, reason, failure }));
  }
}

type Parts = Pick<OutcomeUnknownError, 'workflowId' | 'updateId' | 'reason'> & { readonly failure: string | undefined };

function messageOf({ workflowId, updateId, reason, failure }: Parts): string {
  switch (reason) {
    case 'answerLost':
      return `The answer of the order ${workflowId} did not come in time; it may have acted, or may still. Call again with updateId "${updateId}": nothing is done twice. If that keeps failing while the order runs, Temporal has lost the answer, as it does after two resets of the workflow: look at the order with getOrder, and use a new updateId only if it was not done.`;
    case 'workflowEnded':
      return `The workflow of the order ${workflowId} was ended while it acted (updateId "${updateId}"); ECPay may have done what was asked. Take the order up with adoptOrder, and look at it before you ask again.`;
    case 'unknownFailure':
      return `The order ${workflowId} answered with a failure that this client does not know (${failure ?? ''}); it may have acted. Look at it with getOrder. To call again with updateId "${updateId}" is safe: nothing is done twice.`;
  }
}
