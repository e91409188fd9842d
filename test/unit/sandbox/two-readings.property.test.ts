import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { validateIssueData, type Profile } from '../../../ecticket/index.js';
import { Branches } from '../../../sandbox/orders/branches.js';
import { Catalogue } from '../../../sandbox/orders/catalogue.js';
import { Refusal } from '../../../sandbox/orders/refusals.js';
import { checkIssueData } from '../../../sandbox/issue-rules/index.js';
import { withAddresses, withNulls, withUnknownFields } from './extended-payloads.js';
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
    ['on orders with whatever addresses', withAddresses, 5_000],
  ])('%s', (_name, payloads, numRuns) => {
    fc.assert(
      fc.property(payloads, profile, (payload, chosen) => expectAgreement(payload, payload, chosen)),
      { numRuns },
    );
  });

  test('on nulls: a server takes them for fields left out, the client asks to leave them out', () => {
    fc.assert(
      fc.property(withNulls, profile, ({ plain, more, places }, chosen) => {
        expectAgreement(plain, more, chosen);
        expectNamed(places, more, chosen);
      }),
      { numRuns: 3_000 },
    );
  });

  test('on fields that the page does not know: a server passes over them, the client names each', () => {
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

/** What the client makes of one payload and the sandbox of the other is the same verdict. */
function expectAgreement(atClient: Payload, atSandbox: Payload, profile: Profile): void {
  const violations = violationsOf(atClient, profile);
  const refusal = refusalOf(atSandbox, profile);
  if (violations.length > 0 === (refusal !== undefined)) return;
  throw new Error(`client: ${JSON.stringify(violations)}\nsandbox: ${refusal ?? 'accepts'}`);
}

/** The client names each of these places. */
function expectNamed(places: readonly string[], payload: Payload, profile: Profile): void {
  const named = violationsOf(payload, profile).map(({ path }) => path);
  const missed = places.filter((place) => !named.includes(place));
  if (missed.length > 0) throw new Error(`client names ${JSON.stringify(named)} and not ${JSON.stringify(missed)}`);
}

/** What a field without a meaning adds is that it has none. */
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
