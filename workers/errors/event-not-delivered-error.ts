/** The webhook did not take an event. Holds neither the event nor the webhook's answer. */
export class EventNotDeliveredError extends Error {
  override readonly name = 'EventNotDeliveredError';
  readonly code = 'EVENT_NOT_DELIVERED';

  constructor(
    /** The HTTP status that was answered, or the system's word for what came in between, such as `ECONNREFUSED`. */
    readonly answer: number | string,
  ) {
    super(
      typeof answer === 'number'
        ? `The webhook answered HTTP ${answer}; 2xx says that the event was taken.`
        : `The webhook did not answer (${answer}).`,
    );
  }
}
