import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { validateIssueData, type Profile } from '../../../ecticket/index.js';
import { Branches } from '../../../sandbox/book/branches.js';
import { Catalogue } from '../../../sandbox/book/catalogue.js';
import { Refusal } from '../../../sandbox/book/refusals.js';
import { checkIssueData } from '../../../sandbox/issue-rules/index.js';
import { inOrder, NOW, spoiled, type Payload } from './issue-payloads.js';

/**
 * The client and the sandbox have each read the Issue page for themselves. Wherever their verdicts differ, one of them
 * has read it wrongly.
 */
describe('the client’s and the sandbox’s reading of the Issue page agree', () => {
  const profile = fc.constantFrom<Profile>('issueOnly', 'escrow');

  test.each([
    ['on orders in order', inOrder, 1_000],
    ['on spoiled orders', spoiled, 5_000],
  ])('%s', (_name, payloads, numRuns) => {
    fc.assert(
      fc.property(payloads, profile, (payload, chosen) => {
        const { violations } = validateIssueData(payload, { profile: chosen, now: NOW });
        const refusal = refusalOf(payload, chosen);
        const clientRefuses = violations.length > 0;
        if (clientRefuses === (refusal !== undefined)) return;
        throw new Error(`client: ${JSON.stringify(violations)}\nsandbox: ${refusal ?? 'accepts'}`);
      }),
      { numRuns },
    );
  });
});

function refusalOf(payload: Payload, profile: Profile): string | undefined {
  try {
    const [catalogue, branches] = [catalogueFor(payload), new Branches()];
    checkIssueData(payload, { merchantId: '3085676', profile, catalogue, branches, now: NOW });
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

/** Every product that the order names is on sale, as the kind of voucher that the order takes it for. */
function catalogueFor({ TicketInfo }: Payload): Catalogue {
  const catalogue = new Catalogue();
  if (!Array.isArray(TicketInfo)) return catalogue;
  for (const { ItemNo, ExpireDate } of TicketInfo as readonly Record<string, unknown>[]) {
    const isGift = ExpireDate !== undefined && ExpireDate !== null && ExpireDate !== '';
    const product = { itemName: '商品', price: 100, ticketType: isGift ? '2' : '1', onSale: true } as const;
    catalogue.put({ itemNo: String(ItemNo), ...product });
  }
  return catalogue;
}
