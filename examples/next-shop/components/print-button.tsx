'use client';

export function PrintButton() {
  return (
    <button className="screen-only" onClick={() => window.print()}>
      Print
    </button>
  );
}
