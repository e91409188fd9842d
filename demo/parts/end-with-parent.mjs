/** Loaded into every part: should the demo be killed without a chance to end its parts, each ends by itself. */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
