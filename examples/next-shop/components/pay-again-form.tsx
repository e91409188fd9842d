'use client';

import { useActionState } from 'react';
import { payAgain } from '../app/actions';
import { SubmitButton } from './submit-button';

interface PayAgainFormProps {
  readonly tradeNo: string;
  readonly token: string;
  readonly label: string;
}

/** Begins another payment of an unpaid order. */
export function PayAgainForm({ tradeNo, token, label }: PayAgainFormProps) {
  const [problem, action, isPending] = useActionState(payAgain, undefined);
  return (
    <form action={action}>
      <input type="hidden" name="tradeNo" value={tradeNo} />
      <input type="hidden" name="token" value={token} />
      {problem !== undefined && <p role="alert">{problem}</p>}
      <SubmitButton isPending={isPending}>{label}</SubmitButton>
    </form>
  );
}
