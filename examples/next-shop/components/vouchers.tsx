import { QRCodeSVG } from 'qrcode.react';
import type { OrderSnapshot } from 'temporal-ecticket/client';
import { formatDay } from '../../shared/format';

type Ticket = OrderSnapshot['tickets'][number];

const STATES: Readonly<Record<Ticket['state'], string>> = {
  unused: 'Not used yet',
  redeemed: 'Used',
  refunded: 'Refunded',
  expired: 'Expired',
};

/** One voucher per ticket. */
export function Vouchers({ tickets }: { readonly tickets: readonly Ticket[] }) {
  return (
    <ul className="vouchers">
      {tickets.map((ticket) => (
        <Voucher key={ticket.ticketNo} ticket={ticket} />
      ))}
    </ul>
  );
}

/** The code is the ticket's WriteOffNo, which a clerk scans. A ticket that cannot be used shows none. */
function Voucher({ ticket }: { readonly ticket: Ticket }) {
  const { ticketNo, writeOffNo, itemName, price, state } = ticket;
  const isUsable = state === 'unused' && writeOffNo !== undefined;
  return (
    <li className={`voucher ${state}`}>
      <div className="code">
        {isUsable ? (
          <QRCodeSVG value={writeOffNo} level="M" marginSize={4} size={176} title={`QR code of ticket ${ticketNo}`} />
        ) : (
          <span>{STATES[state]}</span>
        )}
      </div>
      <div className="about">
        <h2 lang="zh-Hant">{itemName ?? 'Ticket'}</h2>
        <p className="state">
          {STATES[state]}
          {dayOf(ticket)}
        </p>
        <dl>
          <dt>Ticket</dt>
          <dd>{ticketNo}</dd>
          {isUsable && (
            <>
              <dt>Code</dt>
              <dd>{writeOffNo}</dd>
            </>
          )}
          <dt>Value</dt>
          <dd>NT${price.toLocaleString('en')}</dd>
          {ticket.expiresOn !== undefined && (
            <>
              <dt>Valid until</dt>
              <dd>{formatDay(ticket.expiresOn)}</dd>
            </>
          )}
        </dl>
      </div>
    </li>
  );
}

function dayOf({ redeemedOn, refundedOn }: Ticket): string {
  const day = redeemedOn ?? refundedOn;
  return day === undefined ? '' : ` on ${formatDay(day)}`;
}
