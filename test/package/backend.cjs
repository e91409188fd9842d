/** A merchant's backend in CommonJS: `require` where Node supports it for modules, and `import()` everywhere. */
const { ECTicketTestEnvironment, sampleOrder } = require('temporal-ecticket/testing');

async function main() {
  const { ECTicketError } = await import('temporal-ecticket/ecticket');
  const environment = await ECTicketTestEnvironment.createLocal();
  const { ecticket } = environment;
  const { ref } = await ecticket.placeOrder({ order: sampleOrder('COMMONJS1'), payment: { paid: { amount: 1360 } } });
  await ecticket.waitForStatus(ref, 'active', { timeoutMs: 240_000 });
  await ecticket.redeem(ref, { tickets: { count: 2 } });
  const { status } = await ecticket.waitForStatus(ref, 'settled', { timeoutMs: 240_000 });
  const error = await ecticket.redeem(ref, { tickets: { count: 1 } }).catch((reason) => reason);
  console.log(status, error instanceof ECTicketError, error.code);
  await environment.close();
}

main();
