import type { EmbeddedEndpoint } from '../payments/embedded-request.js';
import { queryTrade } from '../payments/query-trade.js';
import { getTokenByTrade } from './token.js';

/** Of the embedded checkout's API, what is served. */
export const EMBEDDED_ENDPOINTS: readonly EmbeddedEndpoint[] = [getTokenByTrade, queryTrade];
