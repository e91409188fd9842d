/** What the activities of a test environment do beside calling ECPay. */
import { activityInfo } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Sandbox } from '../sandbox/index.js';
import type { IssueRequest, ProviderActivities } from '../workflows/messages/activities.js';
import { withNotifyUrls } from '../workflows/messages/notify-urls.js';

/** Sets the sandbox's clock to the server's time before every activity, so that skipped time passes in both. */
export function followServerClock(sandbox: Sandbox): ActivityInterceptorsFactory {
  return () => ({
    inbound: {
      execute: async (input, next) => {
        await sandbox.clock.advanceTo(activityInfo().currentAttemptScheduledTimestampMs);
        return await next(input);
      },
    },
  });
}

/**
 * Replaces the notify URLs of every order that is issued by those of the test's own receiver. Workflows under test may
 * name production's addresses; the sandbox must not call them.
 */
export function callBackTo(receiverUrl: string): ActivityInterceptorsFactory {
  const issue: keyof ProviderActivities = 'issue';
  return () => ({
    inbound: {
      execute: (input, next) => {
        if (activityInfo().activityType !== issue) return next(input);
        const [request] = input.args as [IssueRequest];
        const { useStatusNotifyUrl: _use, refundNotifyUrl: _refund, ...order } = request.order;
        return next({ ...input, args: [{ ...request, order: withNotifyUrls(order, receiverUrl) }] });
      },
    },
  });
}
