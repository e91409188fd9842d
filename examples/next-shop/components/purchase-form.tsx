'use client';

import { useActionState, useState } from 'react';
import { buy } from '../app/actions';
import type { OfferedItem } from '../server/items';
import { SubmitButton } from './submit-button';

interface PurchaseFormProps {
  readonly items: readonly OfferedItem[];
  /** Made with the page: the same form sent twice is one order. */
  readonly formKey: string;
}

const MOST_PER_ITEM = 10;

const FIELDS = [
  { name: 'customerName', label: 'Name', type: 'text', autoComplete: 'name', hint: 'Chinese or English only' },
  {
    name: 'customerPhone',
    label: 'Mobile phone',
    type: 'tel',
    autoComplete: 'tel-national',
    hint: '09 and eight digits',
  },
  {
    name: 'customerEmail',
    label: 'Email',
    type: 'email',
    autoComplete: 'email',
    hint: 'ECPay sends the tickets here, too',
  },
] as const;

/** Items, quantities and the buyer. The total is for the buyer's eyes: the server computes what is due. */
export function PurchaseForm({ items, formKey }: PurchaseFormProps) {
  const [{ problem, typed }, action, isPending] = useActionState(buy, {});
  const [quantities, setQuantities] = useState<Readonly<Record<string, number>>>({});
  // A page that is rendered again keeps the key of its form.
  const [key] = useState(formKey);
  const total = items.reduce((sum, { itemNo, price }) => sum + price * (quantities[itemNo] ?? 0), 0);
  return (
    <form action={action} className="store">
      <h1>Tickets</h1>
      <input type="hidden" name="key" value={key} />
      <ul className="items">
        {items.map((item) => (
          <Item
            key={item.itemNo}
            item={item}
            quantity={quantities[item.itemNo] ?? 0}
            onChange={(quantity) => setQuantities((all) => ({ ...all, [item.itemNo]: quantity }))}
          />
        ))}
      </ul>
      <fieldset>
        <legend>Who gets the tickets</legend>
        {FIELDS.map(({ name, label, hint, ...input }) => (
          <p key={name}>
            <label htmlFor={name}>{label}</label>
            <input
              id={name}
              name={name}
              required
              defaultValue={typed?.[name]}
              aria-describedby={`${name}-hint`}
              aria-invalid={problem?.fields[name] !== undefined}
              {...input}
            />
            <small id={`${name}-hint`}>{problem?.fields[name] ?? hint}</small>
          </p>
        ))}
      </fieldset>
      <div className="pay">
        {problem && (
          <p className="problem" role="alert">
            {problem.text}
          </p>
        )}
        <SubmitButton isPending={isPending}>{total > 0 ? `Pay ${formatPrice(total)}` : 'Pay'}</SubmitButton>
      </div>
    </form>
  );
}

interface ItemProps {
  readonly item: OfferedItem;
  readonly quantity: number;
  readonly onChange: (quantity: number) => void;
}

function Item({ item: { itemNo, name, price, isSoldOut }, quantity, onChange }: ItemProps) {
  const setWithin = (wanted: number) => onChange(Math.min(MOST_PER_ITEM, Math.max(0, Math.trunc(wanted) || 0)));
  return (
    <li className={isSoldOut ? 'sold-out' : quantity > 0 ? 'chosen' : ''}>
      <div>
        <label htmlFor={itemNo} lang="zh-Hant">
          {name}
        </label>
        <span className="price">{formatPrice(price)}</span>
      </div>
      {isSoldOut ? (
        <strong>Sold out</strong>
      ) : (
        <div className="quantity">
          <button type="button" aria-label={`One ${name} less`} onClick={() => setWithin(quantity - 1)}>
            −
          </button>
          <input
            id={itemNo}
            name={`quantity.${itemNo}`}
            type="number"
            min={0}
            max={MOST_PER_ITEM}
            value={quantity}
            onChange={({ target }) => setWithin(target.valueAsNumber)}
          />
          <button type="button" aria-label={`One ${name} more`} onClick={() => setWithin(quantity + 1)}>
            +
          </button>
        </div>
      )}
    </li>
  );
}

function formatPrice(price: number): string {
  return `NT$${price.toLocaleString('en')}`;
}
