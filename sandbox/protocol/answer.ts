import type { EmbeddedEnvelope } from '../payments/embedded.js';
import type { Reply } from './reply.js';
import type { FormWriting } from '../options.js';

/** What goes back: an envelope, that of the embedded checkout, a form with its checksum, or a file. */
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

/** One character of that field is another one. A form has no Data, and a file no checksum. */
export function withOther(field: 'Data' | 'CheckMacValue', answer: Answer): Answer {
  if ('envelope' in answer) {
    return { envelope: { ...answer.envelope, [field]: otherThan(answer.envelope[field]) } };
  }
  if ('embedded' in answer && field === 'Data') {
    return { embedded: { ...answer.embedded, Data: otherThan(answer.embedded.Data ?? '') } };
  }
  if ('form' in answer && field in answer.form) {
    return { ...answer, form: { ...answer.form, [field]: otherThan(answer.form[field] ?? '') } };
  }
  return answer;
}

function otherThan([first = '', ...rest]: string): string {
  return [first === 'A' ? 'B' : 'A', ...rest].join('');
}
