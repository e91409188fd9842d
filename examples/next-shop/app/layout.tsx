import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import './store.css';

export const metadata: Metadata = {
  title: { default: 'Ticket store', template: '%s · Ticket store' },
  icons: 'data:,',
  // Addresses of orders are secrets of their buyers.
  robots: 'noindex',
  formatDetection: { telephone: false },
};

export const viewport: Viewport = { themeColor: '#14693b' };

export default function StoreLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <header>
          <a href="/">Ticket store</a>
        </header>
        <main>{children}</main>
      </body>
    </html>
  );
}
