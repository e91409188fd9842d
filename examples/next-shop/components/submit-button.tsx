import type { ReactNode } from 'react';

interface SubmitButtonProps {
  /** The form is on its way: a second click does nothing. */
  readonly isPending: boolean;
  readonly children: ReactNode;
}

export function SubmitButton({ isPending, children }: SubmitButtonProps) {
  return (
    <button className="main" disabled={isPending} aria-busy={isPending}>
      {children}
    </button>
  );
}
