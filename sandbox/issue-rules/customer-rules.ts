import type { IssueData } from '../orders/issue-data.js';
import { refuseUnless } from '../orders/refusals.js';
import { hasLength } from './fields.js';

/**
 * Checks the customer's fields. An address is never required, because the request does not show whether paper tickets
 * are mailed. @throws Refusal
 */
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
 * Checks a name: "pure Chinese or pure English", at least two characters. Details are the sandbox's choice: a Chinese
 * name may contain the dot of transcribed names, an English name spaces, dots, hyphens and apostrophes.
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

/** Checks an ASCII email address: one @, a local part before it, and a host with at least two labels after it. */
function isEmail(address: string): boolean {
  if (address.length > 80) return false;
  const [local = '', host = '', ...more] = address.split('@');
  const labels = host.split('.');
  const isHost = labels.length >= 2 && labels.every((l) => /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(l));
  return more.length === 0 && isHost && /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+$/.test(local);
}

function isAddress(address: string): boolean {
  return hasLength(address, 0, 100) && !/[\p{Cc}\p{Cs}]/u.test(address);
}
