import { ESCROW_DAYS } from '../book/issuing.js';
import { samePath, type SandboxEndpoint } from './endpoint.js';

/** For how many days the bank keeps the merchant's money (developers.ecpay.com.tw/?p=29941). The name is a choice. */
export const escrowDay: SandboxEndpoint = {
  name: 'EscrowDay',
  paths: samePath('EscrowDay'),
  answer: () => ({ EscrowDay: ESCROW_DAYS }),
};
