import { test } from 'vitest';
import { sell } from './sell.js';

test('a sale ends when the customer has used the tickets', sell, 240_000);
