import { HashKeyPair } from '../../../ecticket/index.js';

/** The pair of ECPay's own vectors, which is also its public issue-only stage merchant's. */
export const VECTOR_KEYS = new HashKeyPair('7b53896b742849d3', '37a0ad3c6ffa428b');
/** The public escrow stage merchant's. */
export const OTHER_KEYS = new HashKeyPair('c539115ea7674f20', '86f625e60cb1473a');
