import { test } from 'node:test';
import { sell } from './sell.js';

test('a sale ends when the customer has used the tickets', sell);
