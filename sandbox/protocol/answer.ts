import type { Reply } from './reply.js';

/** What goes back: an envelope, a form with its checksum, or a file. */
export type Answer =
  { readonly envelope: Reply } | { readonly form: Readonly<Record<string, string>> } | { readonly file: string };

export function contentTypeOf(answer: Answer): string {
  if ('envelope' in answer) return 'application/json; charset=utf-8';
  return 'form' in answer ? 'text/html; charset=utf-8' : 'text/csv; charset=utf-8';
}

export function bodyOf(answer: Answer): string {
  if ('envelope' in answer) return JSON.stringify(answer.envelope);
  return 'form' in answer ? formText(answer.form) : answer.file;
}

/** ECPay encodes nothing in a form that it answers: a blank is a blank, a plus a plus, Chinese is Chinese. */
function formText(form: Readonly<Record<string, string>>): string {
  return Object.entries(form)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** One character of that field is another one. A form has no Data, and a file no seal to break. */
export function withOther(field: 'Data' | 'CheckMacValue', answer: Answer): Answer {
  if ('envelope' in answer) {
    return { envelope: { ...answer.envelope, [field]: otherThan(answer.envelope[field]) } };
  }
  if ('form' in answer && field in answer.form) {
    return { form: { ...answer.form, [field]: otherThan(answer.form[field] ?? '') } };
  }
  return answer;
}

function otherThan([first = '', ...rest]: string): string {
  return [first === 'A' ? 'B' : 'A', ...rest].join('');
}
