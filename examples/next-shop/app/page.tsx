/** The store: items, quantities, and the buyer. */
import { randomUUID } from 'node:crypto';
import { Notice } from '../components/notice';
import { PurchaseForm } from '../components/purchase-form';
import { readItems } from '../server/items';
import { isTemporary } from '../server/problems';

export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';

export default async function StorePage() {
  try {
    return <PurchaseForm items={await readItems()} formKey={randomUUID()} />;
  } catch (error) {
    if (!isTemporary(error)) throw error;
    return (
      <Notice title="The store is closed for a moment" kind="problem">
        <p>The items cannot be read right now. Nothing is lost.</p>
        <a className="button main" href="/">
          Try again
        </a>
      </Notice>
    );
  }
}
