'use server';

/** What the forms do. Next.js refuses a form of another website: it compares Origin with Host. */
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { isTokenOf, orderPath } from '../server/links';
import { CUSTOMER_FIELDS, describeProblem, isTemporary, type CustomerField, type Problem } from '../server/problems';
import { placePurchase, replacePurchase, type PlacedPurchase } from '../server/purchase';

const purchaseForm = z.object({
  key: z.uuid(),
  customerName: z.string().trim(),
  customerPhone: z.string().transform((phone) => phone.replaceAll(/[\s-]/g, '')),
  customerEmail: z.string().trim(),
});

interface PurchaseState {
  readonly problem?: Problem;
  /** What the buyer has typed: React empties the form after an action. */
  readonly typed?: Readonly<Record<CustomerField, string>>;
}

/** Places the order of a form, then goes to the payment. */
export async function buy(_previous: PurchaseState, form: FormData): Promise<PurchaseState> {
  const typed = Object.fromEntries(CUSTOMER_FIELDS.map((name) => [name, textOf(form, name)])) as Record<
    CustomerField,
    string
  >;
  const fields = purchaseForm.safeParse({ key: textOf(form, 'key'), ...typed });
  if (!fields.success) return { problem: { text: 'Correct the form, or reload the page.', fields: {} }, typed };
  const items = quantitiesOf(form);
  if (items.length === 0) return { problem: { text: 'Choose at least one ticket.', fields: {} }, typed };
  let path: string;
  try {
    path = nextPath(await placePurchase({ ...fields.data, items }));
  } catch (error) {
    const problem = await describeProblem(
      error,
      items.map(({ itemNo }) => itemNo),
    );
    return { problem, typed };
  }
  redirect(path);
}

/** Replaces an unpaid order by one under a new number, then goes to its payment. @returns what went wrong */
export async function payAgain(_previous: string | undefined, form: FormData): Promise<string | undefined> {
  const tradeNo = textOf(form, 'tradeNo');
  if (!isTokenOf(tradeNo, textOf(form, 'token'))) redirect('/');
  let path = orderPath(tradeNo);
  try {
    const replacement = await replacePurchase(tradeNo);
    if (replacement !== undefined) path = nextPath(replacement);
  } catch (error) {
    if (!isTemporary(error)) throw error;
    return 'The store does not answer. Nothing was charged. Try again in a moment.';
  }
  redirect(path);
}

/** A new order goes to its payment. One that was placed before shows its page, which can begin another payment. */
function nextPath({ tradeNo, existing }: PlacedPurchase): string {
  return existing ? orderPath(tradeNo) : `${orderPath(tradeNo)}/pay`;
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** Prices are not part of the form. `placeOrder` refuses quantities that ECPay does not allow. */
function quantitiesOf(form: FormData): { itemNo: string; quantity: number }[] {
  return [...form.entries()].flatMap(([name, value]) => {
    const itemNo = /^quantity\.(.+)$/.exec(name)?.[1];
    const quantity = Number(value);
    return itemNo !== undefined && quantity !== 0 ? [{ itemNo, quantity }] : [];
  });
}
