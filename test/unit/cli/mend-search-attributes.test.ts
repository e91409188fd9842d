import { expect, test } from '@jest/globals';
import { howToMend } from '../../../cli/mend-search-attributes.js';

const ABSENT = [
  { name: 'ECTicketStatus', type: 'Keyword' },
  { name: 'ECTicketDueAt', type: 'Datetime' },
];

test('a server of one’s own takes them from the temporal command', () => {
  const [mend] = howToMend({ address: 'temporal.internal:7233', namespace: 'shop' }, ABSENT);
  expect(mend).toContain('temporal operator search-attribute create --namespace shop');
  expect(mend).toContain('--name ECTicketStatus --type Keyword');
  expect(mend).toContain('--name ECTicketDueAt --type Datetime');
});

test('Temporal Cloud takes them from its own tools', () => {
  const [mend] = howToMend({ address: 'shop.a1b2c.tmprl.cloud:7233', namespace: 'shop.a1b2c' }, ABSENT);
  expect(mend).toContain('tcld namespace search-attributes add --namespace shop.a1b2c');
  expect(mend).toContain('--search-attribute "ECTicketStatus=Keyword"');
  expect(mend).not.toContain('temporal operator');
});

test('a type cannot be changed', () => {
  const mends = howToMend({ address: '127.0.0.1:7233', namespace: 'default' }, [
    { name: 'ECTicketUnused', type: 'Int', actual: 'Keyword' },
  ]);
  expect(mends).toEqual([expect.stringContaining('A type cannot be changed (ECTicketUnused)')]);
});

test('where nothing is missing there is nothing to say', () => {
  expect(howToMend({ address: '127.0.0.1:7233', namespace: 'default' }, [])).toEqual([]);
});
