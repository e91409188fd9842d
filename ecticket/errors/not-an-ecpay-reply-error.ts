import { ECTicketError } from './ecticket-error.js';

export type NotAnECPayReplyReason =
  'tooLarge' | 'truncated' | 'notJson' | 'notAnEnvelope' | 'notAForm' | 'unexpectedData';

const MESSAGES: Record<NotAnECPayReplyReason, string> = {
  tooLarge: 'the answer is larger than ECPay’s answers can be',
  truncated: 'the connection broke in the middle of the answer',
  notJson: 'the answer is not JSON (an error page, or truncated)',
  notAnEnvelope: 'the answer is not an ECPay envelope',
  notAForm: 'the answer is not a form with a CheckMacValue (an error page, or a refusal as plain text)',
  unexpectedData: 'the answer’s Data is incomplete or unexpected',
};

/** The HTTP request succeeded, but the answer is not valid for this endpoint. ECPay may have acted. */
export class NotAnECPayReplyError extends ECTicketError {
  override readonly name = 'NotAnECPayReplyError';
  readonly code = 'NOT_AN_ECPAY_REPLY';

  constructor(
    readonly endpoint: string,
    readonly reason: NotAnECPayReplyReason,
    /** The invalid fields, without their values. */
    readonly problems: readonly string[] = [],
  ) {
    const details = problems.length > 0 ? ` [${problems.join('; ')}]` : '';
    super(
      `${endpoint}: ${MESSAGES[reason]}${details}. ECPay may have acted: query the result before you retry the call.`,
    );
  }
}
