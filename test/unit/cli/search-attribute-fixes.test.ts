import { expect, test } from '@jest/globals';
import { searchAttributeFixes } from '../../../cli/actions/setup.js';

const ABSENT = [
  { name: 'ECTicketStatus', type: 'Keyword' },
  { name: 'ECTicketDueAt', type: 'Datetime' },
];

test('a server of one’s own takes them from the temporal command', () => {
  const [fix] = searchAttributeFixes({ address: 'temporal.internal:7233', namespace: 'shop' }, ABSENT);
  expect(fix).toContain('temporal operator search-attribute create --namespace shop');
  expect(fix).toContain('--name ECTicketStatus --type Keyword');
  expect(fix).toContain('--name ECTicketDueAt --type Datetime');
});

test('Temporal Cloud takes them from its own tools', () => {
  const [fix] = searchAttributeFixes({ address: 'shop.a1b2c.tmprl.cloud:7233', namespace: 'shop.a1b2c' }, ABSENT);
  expect(fix).toContain('tcld namespace search-attributes add --namespace shop.a1b2c');
  expect(fix).toContain('--search-attribute "ECTicketStatus=Keyword"');
  expect(fix).not.toContain('temporal operator');
});

test('a type cannot be changed', () => {
  const fixes = searchAttributeFixes({ address: '127.0.0.1:7233', namespace: 'default' }, [
    { name: 'ECTicketUnused', type: 'Int', actual: 'Keyword' },
  ]);
  expect(fixes).toEqual([expect.stringContaining('A type cannot be changed (ECTicketUnused)')]);
});

test('where nothing is missing there is nothing to say', () => {
  expect(searchAttributeFixes({ address: '127.0.0.1:7233', namespace: 'default' }, [])).toEqual([]);
});
