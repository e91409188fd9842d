import { expect, test } from '@jest/globals';
import { searchAttributeFixes } from '../../../cli/actions/setup.js';
import { EN } from '../../../cli/texts/index.js';

const MISSING = [
  { name: 'ECTicketStatus', type: 'Keyword' },
  { name: 'ECTicketDueAt', type: 'Datetime' },
];

test('on a self-hosted server, the fix is the temporal command', () => {
  const [fix] = searchAttributeFixes({ address: 'temporal.internal:7233', namespace: 'shop' }, MISSING, EN.setup);
  expect(fix).toContain('temporal operator search-attribute create --namespace shop');
  expect(fix).toContain('--name ECTicketStatus --type Keyword');
  expect(fix).toContain('--name ECTicketDueAt --type Datetime');
});

test('on Temporal Cloud, the fix is tcld', () => {
  const [fix] = searchAttributeFixes(
    { address: 'shop.a1b2c.tmprl.cloud:7233', namespace: 'shop.a1b2c' },
    MISSING,
    EN.setup,
  );
  expect(fix).toContain('tcld namespace search-attributes add --namespace shop.a1b2c');
  expect(fix).toContain('--search-attribute "ECTicketStatus=Keyword"');
  expect(fix).not.toContain('temporal operator');
});

test('a search attribute of a wrong type cannot be fixed in place', () => {
  const mistyped = [{ name: 'ECTicketUnused', type: 'Int', actual: 'Keyword' }];
  const fixes = searchAttributeFixes({ address: '127.0.0.1:7233', namespace: 'default' }, mistyped, EN.setup);
  expect(fixes).toEqual([expect.stringContaining('The type of a search attribute cannot be changed (ECTicketUnused)')]);
});

test('there are no fixes if nothing is missing', () => {
  expect(searchAttributeFixes({ address: '127.0.0.1:7233', namespace: 'default' }, [], EN.setup)).toEqual([]);
});
