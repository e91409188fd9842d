/** A payload of one order was found in another workflow: somebody copied it there, or replays a history under another workflow id. */
export class PayloadMisplacedError extends Error {
  override readonly name = 'PayloadMisplacedError';
  readonly code = 'PAYLOAD_MISPLACED';

  constructor(
    readonly boundTo: string,
    readonly foundIn: string,
  ) {
    super(
      `A payload of the workflow ${JSON.stringify(boundTo)} was found in ${JSON.stringify(foundIn)} and is not opened there. ` +
        `To replay a history, give its workflow id: Worker.runReplayHistory(options, history, workflowId).`,
    );
  }
}
