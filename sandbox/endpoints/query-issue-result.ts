import { samePath, type SandboxEndpoint } from './endpoint.js';
import { requestedOrder } from './requested.js';
import { issueStatus, tradeNumbers } from './told.js';

/** Whether the tickets exist by now (developers.ecpay.com.tw/?p=32186). */
export const queryIssueResult: SandboxEndpoint = {
  name: 'QueryIssueResult',
  paths: samePath('QueryIssueResult'),
  answer(call, world) {
    const order = requestedOrder(call, world);
    return { ...tradeNumbers(order), Status: issueStatus(order.status), Remark: order.remark };
  },
};
