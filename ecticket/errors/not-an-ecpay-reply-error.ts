import { ECTicketError } from './ecticket-error.js';

export type NotAnECPayReplyReason =
  'tooLarge' | 'truncated' | 'notJson' | 'notAnEnvelope' | 'notAForm' | 'unexpectedData';

const WORDS: Record<NotAnECPayReplyReason, string> = {
  tooLarge: 'the answer is larger than any of ECPay’s',
  truncated: 'the connection was cut in the middle of the answer',
  notJson: 'the answer is no JSON (an error page, or cut off)',
  notAnEnvelope: 'the answer is no ECPay envelope',
  notAForm: 'the answer is no form with a CheckMacValue (an error page, or a refusal in words)',
  unexpectedData: 'the answer’s Data lacks what is needed',
};

/** HTTP went well, and yet this is no answer of this endpoint. ECPay may have acted. Holds nothing of the body. */
export class NotAnECPayReplyError extends ECTicketError {
  override readonly name = 'NotAnECPayReplyError';
  readonly code = 'NOT_AN_ECPAY_REPLY';

  constructor(
    readonly endpoint: string,
    readonly reason: NotAnECPayReplyReason,
    /** What does not fit, field by field, without values. */
    readonly problems: readonly string[] = [],
  ) {
    const details = problems.length > 0 ? ` [${problems.join('; ')}]` : '';
    super(`${endpoint}: ${WORDS[reason]}${details}. ECPay may have acted: query the result before repeating the call.`);
  }
}
