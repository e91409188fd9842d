import { insist } from '../book/refusals.js';
import { samePath, type SandboxEndpoint } from './endpoint.js';
import { text } from './requested.js';
import { itemInfo } from './told.js';

/** One product of the catalogue (developers.ecpay.com.tw/?p=32184). */
export const queryItemInfo: SandboxEndpoint = {
  name: 'QueryItemInfo',
  paths: samePath('QueryItemInfo'),
  answer({ data }, { catalogue }) {
    const product = catalogue.find(text(data, 'ItemNo') ?? '');
    insist(product !== undefined, 'itemUnknown');
    return itemInfo(product);
  },
};
