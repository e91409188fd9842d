/** Preloaded into a server under test: answers each message of the parent process with what the server holds. */
import { Server } from 'node:net';
import { setImmediate } from 'node:timers/promises';

const servers = new Set();
const { listen } = Server.prototype;
Server.prototype.listen = function (...args) {
  servers.add(this);
  return listen.apply(this, args);
};

process.on('message', async () => {
  // Objects with finalizers, such as sockets, are freed only after a second collection.
  globalThis.gc();
  await setImmediate();
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  const counts = await Promise.all(
    [...servers].map((server) => new Promise((resolve) => server.getConnections((_error, count) => resolve(count)))),
  );
  const accepted = counts.reduce((sum, count) => sum + count, 0);
  process.send({ heapUsed, external, rss, accepted, prototype: Object.getOwnPropertyNames(Object.prototype) });
});
// The channel does not keep the server running.
process.channel.unref();
