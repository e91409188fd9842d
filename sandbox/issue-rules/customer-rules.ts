import type { IssueData } from '../orders/issue-data.js';
import { refuseUnless } from '../orders/refusals.js';
import { hasLength } from './fields.js';

/** What the Issue page says of the customer. That paper is sent by post cannot be seen, so no address is asked for. @throws Refusal */
export function checkCustomer(data: IssueData): void {
  const { IssueType, CustomerName, CustomerPhone, CustomerEmail, CustomerAddress } = data;
  const electronic = IssueType === '3';
  const convenienceStore = IssueType === '1';

  refuseUnless(CustomerName === undefined ? !electronic : isName(CustomerName), 'customerName');
  refuseUnless(CustomerPhone === undefined ? !electronic : isMobileNumber(CustomerPhone), 'customerPhone');
  refuseUnless(
    CustomerEmail === undefined ? !electronic && !convenienceStore : isEmail(CustomerEmail),
    'customerEmail',
  );
  refuseUnless(CustomerAddress === undefined || isAddress(CustomerAddress), 'customerAddress');
}

/**
 * "Pure Chinese or pure English", at least two characters: a choice where the page ends. A Chinese name may have the
 * dot of transcribed names within, an English one the blanks, dots, hyphens and apostrophes of real names.
 */
function isName(name: string): boolean {
  if (!hasLength(name, 2, 20)) return false;
  const parts = name.split(/[·‧]/u);
  const chinese = parts.every((part) => /^\p{Script=Han}+$/u.test(part));
  const english = /^[A-Za-z](?:[A-Za-z .'-]*[A-Za-z.'-])?$/.test(name);
  return chinese || english;
}

function isMobileNumber(phone: string): boolean {
  return phone.length === 10 && phone.startsWith('09') && !/[^0-9]/.test(phone);
}

/** One @, something before it, and a host of at least two names behind it, in ASCII. */
function isEmail(address: string): boolean {
  if (address.length > 80) return false;
  const [local = '', host = '', ...more] = address.split('@');
  const labels = host.split('.');
  const hostIsOne =
    labels.length >= 2 && labels.every((l) => /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(l));
  return more.length === 0 && hostIsOne && /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+$/.test(local);
}

function isAddress(address: string): boolean {
  return hasLength(address, 0, 100) && !/[\p{Cc}\p{Cs}]/u.test(address);
}
