import type { SignedData } from '../../ecticket/index.js';
import type { FormWriting } from '../options.js';
import type { EmbeddedEnvelope } from '../payments/embedded.js';
import type { SandboxState } from '../state.js';
import { ENVELOPE_REFUSALS, type EnvelopeRefusalName } from './request-checks.js';
import type { Call } from './request.js';

/** The envelope of a reply (developers.ecpay.com.tw, Ticket Issuance, Response). */
export interface Reply extends SignedData {
  readonly PlatformID: string | null;
  readonly MerchantID: string | null;
  readonly RpHeader: { readonly Timestamp: number };
  readonly TransCode: number;
  readonly TransMsg: string;
}

/** Returns a reply with Data, encrypted with the keys of the request. */
export function acceptedReply(call: Call, data: object, state: SandboxState): Reply {
  return { ...replyHead(call, state), TransCode: 1, TransMsg: '', ...state.encryptData(data, call.keys) };
}

/** Returns a reply with a TransCode other than 1. It has no Data, because there may be no key to encrypt it. */
export function refusedReply(
  refused: EnvelopeRefusalName,
  from: { readonly merchantId?: string; readonly platformId?: string | undefined },
  state: SandboxState,
): Reply {
  const [TransCode, TransMsg] = ENVELOPE_REFUSALS[refused];
  return { ...replyHead(from, state), TransCode, TransMsg, Data: '', CheckMacValue: '' };
}

function replyHead(
  { merchantId, platformId }: { readonly merchantId?: string; readonly platformId?: string | undefined },
  { clock }: SandboxState,
) {
  return {
    PlatformID: platformId ?? null,
    MerchantID: merchantId ?? null,
    RpHeader: { Timestamp: Math.floor(clock.now() / 1000) },
  };
}

/** The body of an answer: an envelope, an envelope of the embedded checkout, a signed form, or a file. */
export type Answer =
  | { readonly envelope: Reply }
  | { readonly embedded: EmbeddedEnvelope }
  | { readonly form: Readonly<Record<string, string>>; readonly written: FormWriting }
  | { readonly file: string };

export function contentTypeOf(answer: Answer): string {
  if ('envelope' in answer || 'embedded' in answer) return 'application/json; charset=utf-8';
  return 'form' in answer ? 'text/html; charset=utf-8' : 'text/csv; charset=utf-8';
}

export function bodyOf(answer: Answer): string {
  if ('envelope' in answer) return JSON.stringify(answer.envelope);
  if ('embedded' in answer) return JSON.stringify(answer.embedded);
  return 'form' in answer ? formText(answer.form, answer.written) : answer.file;
}

function formText(form: Readonly<Record<string, string>>, { encoded, lineEnd, byteOrderMark }: FormWriting): string {
  const plain = Object.entries(form).map(([name, value]) => `${name}=${value}`);
  const text = encoded ? new URLSearchParams(form).toString() : plain.join('&');
  return `${byteOrderMark ? '\ufeff' : ''}${text}${lineEnd ? '\r\n' : ''}`;
}

/**
 * Changes one character of a field. Returns the answer unchanged if it has no such field: a form has no Data, a file no
 * checksum.
 */
export function corruptField(field: 'Data' | 'CheckMacValue', answer: Answer): Answer {
  if ('envelope' in answer) {
    return { envelope: { ...answer.envelope, [field]: changeFirstCharacter(answer.envelope[field]) } };
  }
  if ('embedded' in answer && field === 'Data') {
    return { embedded: { ...answer.embedded, Data: changeFirstCharacter(answer.embedded.Data ?? '') } };
  }
  if ('form' in answer && field in answer.form) {
    return { ...answer, form: { ...answer.form, [field]: changeFirstCharacter(answer.form[field] ?? '') } };
  }
  return answer;
}

function changeFirstCharacter([first = '', ...rest]: string): string {
  return [first === 'A' ? 'B' : 'A', ...rest].join('');
}
