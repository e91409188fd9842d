/** Calls the control API of the sandbox at `url`: `control(url, 'orders/CX1/redeem', { count: 1 })`. */
export async function control(url: string, path: string, body: object): Promise<unknown> {
  const response = await fetch(`${url}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return await response.json();
}
