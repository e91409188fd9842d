/**
 * Loaded before the program of a worker process (`node --import`): answers the bench's questions `memory` and `cpu`, and
 * shuts the worker down when the bench disconnects.
 */
import { Session } from 'node:inspector';

process.on('message', async (question) => {
  process.send(question === 'memory' ? await memory() : cpuMs());
});
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// The channel must not keep the worker alive.
process.channel?.unref();

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Collects the garbage of all threads, and returns the memory in bytes. `heap` is that of all threads. */
async function memory() {
  const session = new Session();
  session.connect();
  try {
    const heaps = [await liveHeap((method) => post(session, method))];
    for (const ask of await workerThreads(session)) heaps.push(await liveHeap(ask));
    return { rss: process.memoryUsage.rss(), heap: heaps.reduce((sum, heap) => sum + heap, 0) };
  } finally {
    session.disconnect();
  }
}

/** @param ask sends a command of the inspector to a thread */
async function liveHeap(ask) {
  await ask('HeapProfiler.collectGarbage');
  return (await ask('Runtime.getHeapUsage')).usedSize;
}

/** Returns a function for each worker thread that sends it a command of the inspector. The SDK runs workflows there. */
async function workerThreads(session) {
  const threads = [];
  const waiting = new Map();
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId } }) => threads.push(sessionId));
  session.on('NodeWorker.receivedMessageFromWorker', ({ params: { message } }) => {
    const { id, result } = JSON.parse(message);
    waiting.get(id)?.(result);
  });
  await post(session, 'NodeWorker.enable', { waitForDebuggerOnStart: false });
  return threads.map((sessionId) => async (method) => {
    const id = waiting.size + 1;
    const answer = new Promise((resolve) => waiting.set(id, resolve));
    await post(session, 'NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id, method }) });
    return await answer;
  });
}

function post(session, method, params) {
  return new Promise((resolve, reject) => {
    session.post(method, params, (error, result) => (error ? reject(error) : resolve(result)));
  });
}
