'use client';

import { Notice } from '../components/notice';

/** A mistake in this program, or a setting that is missing. The server's log has the error. */
export default function ErrorPage() {
  return (
    <Notice title="Something went wrong" kind="problem">
      <p>Nothing was charged twice, and no order is lost. Reload the page in a minute.</p>
      <button onClick={() => location.reload()}>Reload</button>
    </Notice>
  );
}
