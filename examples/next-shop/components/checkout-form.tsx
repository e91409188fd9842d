'use client';

import { useEffect, useRef } from 'react';

interface CheckoutFormProps {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  /** The order's page, to which the browser's Back button leads. */
  readonly returnTo: string;
}

/** ECPay's form. It sends itself, and has a button for browsers without JavaScript. */
export function CheckoutForm({ action, fields, returnTo }: CheckoutFormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // ECPay accepts a number once: Back must not send the form again.
    history.replaceState(null, '', returnTo);
    form.current?.submit();
    const reload = ({ persisted }: PageTransitionEvent) => {
      if (persisted) location.reload();
    };
    addEventListener('pageshow', reload);
    return () => removeEventListener('pageshow', reload);
  }, [returnTo]);
  return (
    <form ref={form} method="post" action={action}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <p>You pay on the page of ECPay and come back here.</p>
      <button className="main">Pay at ECPay</button>
    </form>
  );
}
