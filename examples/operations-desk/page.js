/** Keeps the page up to date: reads it again every few seconds, and replaces what has changed. */

const INTERVAL_MS = 2000;

async function refresh() {
  const shown = document.querySelector('[data-live]');
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  const latest = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('[data-live]');
  if (latest && latest.innerHTML !== shown.innerHTML) shown.replaceWith(latest);
}

async function keepRefreshing() {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
    const isConnected = await refresh().then(
      () => true,
      () => false,
    );
    document.body.classList.toggle('disconnected', !isConnected);
  }
}

if (document.querySelector('[data-live]')) void keepRefreshing();

document.addEventListener('submit', ({ submitter }) => submitter?.setAttribute('aria-busy', 'true'));
