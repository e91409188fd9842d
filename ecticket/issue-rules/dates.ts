import { broken, checkEachItem, type OrderDraft, type Rule } from './draft.js';

/**
 * When an order's tickets can be used: only electronic tickets can start later, every other type is issued for
 * immediate use whatever IsImmediate says. Undefined where the order does not say it readably.
 */
export function availabilityOf({ IssueType, IsImmediate }: OrderDraft): 'immediate' | 'fromStartDate' | undefined {
  if (IssueType === undefined || IssueType === null) return undefined;
  if (IssueType !== '3' || IsImmediate === '1') return 'immediate';
  return IsImmediate === '2' ? 'fromStartDate' : undefined;
}

/**
 * A start date for later use is later than the day of issue, which is tomorrow for an order that is sent shortly before
 * midnight: ECPay issues electronic tickets within five minutes. One in the future contradicts immediate use: ECPay would let the
 * tickets be used at once, which somebody who wrote a date did not want. Today's or a past date does no harm (an order
 * may be placed one day and issued the next) and is a warning.
 */
export const startDateRule: Rule = (order, { today, issuedBy }) =>
  checkEachItem(order, ({ StartDate }, place) => {
    const path = [...place, 'StartDate'];
    switch (availabilityOf(order)) {
      case 'fromStartDate':
        if (StartDate === undefined)
          return [broken('startDateNeeded', path, 'Fill in the first day of use, yyyymmdd.')];
        if (StartDate === null || StartDate > issuedBy) return [];
        return [broken('startDateAfterIssue', path, `Choose a day after ${issuedBy}, or immediate use.`)];
      case 'immediate':
        if (StartDate === undefined || StartDate === null || StartDate <= today) return [];
        return [broken('startDateAgainstImmediate', path, startLaterMend(order))];
      case undefined:
        return [];
    }
  });

/** An immediate ticket starts on its day of issue. Paper is issued at once, everything else within five minutes. */
export const expireDateRule: Rule = (order, { today, issuedBy }) =>
  checkEachItem(order, ({ StartDate, ExpireDate }, place) => {
    const dayOfIssue = order.IssueType === '2' ? today : issuedBy;
    const start = availabilityOf(order) === 'immediate' ? dayOfIssue : StartDate;
    if (typeof ExpireDate !== 'string' || typeof start !== 'string' || ExpireDate >= start) return [];
    return [broken('expireDateNotBeforeStart', [...place, 'ExpireDate'], `Choose ${start} or a later day.`)];
  });

function startLaterMend({ IssueType }: OrderDraft): string {
  return IssueType === '3'
    ? 'Leave it out, or let the tickets be used from their start date.'
    : 'Leave it out, or issue electronic tickets, which alone can start later.';
}
