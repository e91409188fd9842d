import type { ReactNode } from 'react';

interface NoticeProps {
  readonly title: string;
  readonly kind: 'status' | 'problem';
  readonly children: ReactNode;
}

/** The first thing on a page: what happened, and what to do. */
export function Notice({ title, kind, children }: NoticeProps) {
  return (
    <section className={`notice ${kind}`} role={kind === 'problem' ? 'alert' : 'status'}>
      <h1>{title}</h1>
      {children}
    </section>
  );
}
