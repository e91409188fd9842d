/** The Worker of the Nexus service also has a data converter or workflows. */
export class NexusWorkerConflictError extends Error {
  override readonly name = 'NexusWorkerConflictError';
  readonly code = 'NEXUS_WORKER_CONFLICT';

  constructor(readonly has: 'a data converter' | 'workflows') {
    super(
      `ECTicketNexusPlugin needs a Worker of its own, and this one has ${has} already, perhaps from a plugin of its ` +
        'connection. Create another Worker, with a task queue and a connection of its own.',
    );
  }
}
