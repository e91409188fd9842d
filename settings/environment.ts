export type Env = Readonly<Record<string, string | undefined>>;
export type Given = Readonly<Record<string, string>>;

/** What of the environment says something: an empty variable is one that is not set, as Compose's `${NAME:-}` leaves it. */
export function givenIn(env: Env): Given {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    // Only such a header is taken away by an empty value, says @temporalio/envconfig.
    if (value !== undefined && (value !== '' || name.startsWith('TEMPORAL_GRPC_META_'))) given[name] = value;
  }
  return given;
}
