import { describe, expect, test } from '@jest/globals';
import { viewsAt } from '../../../cli/actions/views.js';
import { listLink, orderLink } from '../../../cli/web-ui.js';
import { TemporalConnection } from '../../../settings/index.js';
import { ecticket } from '../../support/run-cli.js';

/** 2026-11-22, 01:30 in Taipei: the day before in UTC. */
const NOW = Date.parse('2026-11-21T17:30:00Z');

function queryOf(name: string): string {
  const found = viewsAt(NOW).find((view) => view.name === name);
  return found?.query ?? '';
}

describe('the views', () => {
  test('use times relative to now and to the start of the day in Taipei', () => {
    expect(queryOf('needs-attention')).toContain("ECTicketStatus = 'needsAttention'");
    expect(queryOf('late')).toContain(
      "ECTicketStatus = 'awaitingIssuance' AND ECTicketDueAt < '2026-11-21T17:30:00.000Z'",
    );
    expect(queryOf('unpaid-since-yesterday')).toContain("StartTime < '2026-11-21T16:00:00.000Z'");
    expect(queryOf('escrow-ends-this-week')).toContain(
      "ECTicketUnused > 0 AND ECTicketDueAt BETWEEN '2026-11-21T17:30:00.000Z' AND '2026-11-28T17:30:00.000Z'",
    );
  });

  test('are printed with links that contain the complete query', async () => {
    const env = { ECTICKET_UI_URL: 'https://temporal.shop.example/ui/', TEMPORAL_NAMESPACE: 'shop.a1b2c' };
    const { status, json } = await ecticket(['views', '--json'], { env });
    expect(status).toBe(0);
    const { views } = json() as { views: { query: string; link: string }[] };
    expect(views).toHaveLength(5);
    for (const { query, link } of views) {
      expect(link.startsWith('https://temporal.shop.example/ui/namespaces/shop.a1b2c/workflows?query=')).toBe(true);
      expect(new URL(link).searchParams.get('query')).toBe(query);
    }
  });

  test('are printed without links if the Web UI is unknown, with a note on how to get them', async () => {
    const env = { TEMPORAL_ADDRESS: 'temporal.internal:7233' };
    const { status, out, err } = await ecticket(['views'], { env });
    expect(status).toBe(0);
    expect(out).toContain("ECTicketStatus = 'needsAttention'");
    expect(out).not.toContain('http');
    expect(err).toContain('ECTICKET_UI_URL');
  });
});

test('an invalid address of the Web UI is rejected', async () => {
  const { status, err } = await ecticket(['views'], { env: { ECTICKET_UI_URL: 'temporal.shop.example?x=1' } });
  expect(status).toBe(2);
  expect(err).toContain('- ECTICKET_UI_URL ');
});

describe('the address of the Web UI', () => {
  const at = (address: string, webUiUrl?: string) => ({
    temporal: new TemporalConnection({ address }, 'default'),
    ...(webUiUrl !== undefined && { webUiUrl }),
  });

  test.each([
    ['127.0.0.1:7233', 'http://127.0.0.1:8233/'],
    ['127.0.0.1', 'http://127.0.0.1:8233/'],
    ['localhost:17233', 'http://localhost:18233/'],
    ['shop.a1b2c.tmprl.cloud:7233', 'https://cloud.temporal.io/'],
    ['ap-northeast-1.aws.api.temporal.io:7233', 'https://cloud.temporal.io/'],
  ])('is known for %s', (address, base) => {
    expect(listLink(at(address), 'a = 1')).toBe(`${base}namespaces/default/workflows?query=a+%3D+1`);
  });

  test('comes from the settings for any other server', () => {
    expect(orderLink(at('temporal.internal:7233'), 'ecticket/3085676/CX1')).toBeUndefined();
    expect(orderLink(at('temporal.internal:7233', 'https://ui.internal'), 'ecticket/3085676/CX1')).toBe(
      'https://ui.internal/namespaces/default/workflows/ecticket%2F3085676%2FCX1',
    );
  });
});
