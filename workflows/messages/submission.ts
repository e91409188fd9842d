/**
 * What earlier activities may have sent to ECPay. Two facts that do not depend on each other: whether an Issue request
 * has no clear answer, so that ECPay may have the order, and whether an operator sends the order again.
 *
 * - `nothing`: nothing was sent.
 * - `unanswered`: at least one Issue request may have reached ECPay, without a clear answer.
 * - `resubmitted`: an operator sends the order again, and ECPay has clearly answered every earlier request.
 * - `resubmittedUnanswered`: an operator sends the order again, and an earlier request has no clear answer.
 */
export type Submission = 'nothing' | 'unanswered' | 'resubmitted' | 'resubmittedUnanswered';

/** ECPay may have the order: an Issue request has no clear answer. */
export function isUnanswered(submission: Submission): boolean {
  return submission === 'unanswered' || submission === 'resubmittedUnanswered';
}

/** An operator sends the order again. */
export function isResubmitted(submission: Submission): boolean {
  return submission === 'resubmitted' || submission === 'resubmittedUnanswered';
}

/** The same submission, with an Issue request that has no clear answer. */
export function withUnanswered(submission: Submission): Submission {
  return isResubmitted(submission) ? 'resubmittedUnanswered' : 'unanswered';
}
