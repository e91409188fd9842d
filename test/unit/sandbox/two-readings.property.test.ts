import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { validateIssueData, type Profile } from '../../../ecticket/index.js';
import { Stores } from '../../../sandbox/orders/stores.js';
import { Catalogue } from '../../../sandbox/orders/catalogue.js';
import { Refusal } from '../../../sandbox/orders/refusals.js';
import { checkIssueData } from '../../../sandbox/issue-rules/index.js';
import { withAddresses, withNulls, withUnknownFields } from './extended-payloads.js';
import { inOrder, NOW, spoiled, type Payload } from './issue-payloads.js';

/**
 * The client and the sandbox implement the Issue page's rules independently. Where their results differ, one of them
 * has misread the page.
 */
describe('the client’s and the sandbox’s rules of the Issue page agree', () => {
  const profile = fc.constantFrom<Profile>('issueOnly', 'escrow');

  test.each([
    ['on valid orders', inOrder, 1_000],
    ['on invalid orders', spoiled, 5_000],
    ['on orders with arbitrary notification URLs', withAddresses, 5_000],
  ])('%s', (_name, payloads, numRuns) => {
    fc.assert(
      fc.property(payloads, profile, (payload, chosen) => expectAgreement(payload, payload, chosen)),
      { numRuns },
    );
  });

  test('on nulls: the sandbox treats them as missing fields, the client rejects them', () => {
    fc.assert(
      fc.property(withNulls, profile, ({ plain, more, places }, chosen) => {
        expectAgreement(plain, more, chosen);
        expectNamed(places, more, chosen);
      }),
      { numRuns: 3_000 },
    );
  });

  test('on fields that the page does not list: the sandbox ignores them, the client names each', () => {
    fc.assert(
      fc.property(withUnknownFields, profile, ({ plain, more, places }, chosen) => {
        expectAgreement(plain, more, chosen);
        expectNamed(places, more, chosen);
        expectNothingElseNamed({ plain, more }, chosen);
      }),
      { numRuns: 3_000 },
    );
  });
});

/** Checks that the client's result for one payload equals the sandbox's result for the other. */
function expectAgreement(atClient: Payload, atSandbox: Payload, profile: Profile): void {
  const violations = violationsOf(atClient, profile);
  const refusal = refusalOf(atSandbox, profile);
  if (violations.length > 0 === (refusal !== undefined)) return;
  throw new Error(`client: ${JSON.stringify(violations)}\nsandbox: ${refusal ?? 'accepts'}`);
}

/** Checks that the client names each of these fields. */
function expectNamed(places: readonly string[], payload: Payload, profile: Profile): void {
  const named = violationsOf(payload, profile).map(({ path }) => path);
  const missed = places.filter((place) => !named.includes(place));
  if (missed.length > 0) throw new Error(`client names ${JSON.stringify(named)} and not ${JSON.stringify(missed)}`);
}

/** The client's problem for an unknown field is only that it is unknown. */
function expectNothingElseNamed({ plain, more }: { plain: Payload; more: Payload }, profile: Profile): void {
  const before = violationsOf(plain, profile).map(({ path, rule }) => `${path} ${rule}`);
  const added = violationsOf(more, profile).filter(({ path, rule }) => !before.includes(`${path} ${rule}`));
  const unexpected = added.filter(({ rule }) => rule !== 'unknownField');
  if (unexpected.length > 0) throw new Error(`client: ${JSON.stringify(unexpected)}`);
}

const violationsOf = (payload: Payload, profile: Profile) =>
  validateIssueData(payload, { profile, now: NOW }).violations;

function refusalOf(payload: Payload, profile: Profile): string | undefined {
  try {
    const [catalogue, stores] = [catalogueFor(payload), new Stores()];
    checkIssueData(payload, { merchantId: '3085676', profile, catalogue, stores, now: NOW });
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

/** Creates a catalogue in which every item of the order is on sale, with the ticket type that the order expects. */
function catalogueFor({ TicketInfo }: Payload): Catalogue {
  const catalogue = new Catalogue();
  if (!Array.isArray(TicketInfo)) return catalogue;
  for (const { ItemNo, ExpireDate } of TicketInfo as readonly Record<string, unknown>[]) {
    const isGift = ExpireDate !== undefined && ExpireDate !== null && ExpireDate !== '';
    const item = { itemName: '商品', price: 100, ticketType: isGift ? '2' : '1', onSale: true } as const;
    catalogue.put({ itemNo: String(ItemNo), ...item });
  }
  return catalogue;
}
