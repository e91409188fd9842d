/** A payload of one order is in another workflow: somebody copied it, or replays a history with another workflow id. */
export class PayloadMisplacedError extends Error {
  override readonly name = 'PayloadMisplacedError';
  readonly code = 'PAYLOAD_MISPLACED';

  constructor(
    readonly boundTo: string,
    readonly foundIn: string,
  ) {
    super(
      `A payload of the workflow ${JSON.stringify(boundTo)} is in ${JSON.stringify(foundIn)}, ` +
        `where it does not decrypt. To replay a history, pass its workflow id: ` +
        `Worker.runReplayHistory(options, history, workflowId).`,
    );
  }
}
