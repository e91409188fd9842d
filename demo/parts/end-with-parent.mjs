/** Loaded into every process of the demo: ends the process if the demo is killed before it can do so. */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
