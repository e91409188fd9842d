'use client';

export function PrintButton() {
  return (
    <button className="print" onClick={() => window.print()}>
      Print
    </button>
  );
}
