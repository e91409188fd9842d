/** The Temporal server has no such namespace. */
export class NamespaceNotFoundError extends Error {
  override readonly name = 'NamespaceNotFoundError';
  readonly code = 'NAMESPACE_NOT_FOUND';

  constructor(readonly namespace: string) {
    super(
      `The Temporal server has no namespace "${namespace}". Check TEMPORAL_NAMESPACE, or make it with: temporal operator namespace create --namespace ${namespace}`,
    );
  }
}
