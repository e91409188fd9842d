/** Returns a setting of the tests, such as `ECTICKET_MODEL_RUNS`. `npm test` passes it on with the prefix `TEST_`. */
export function testSetting(
  name: `ECTICKET_${'MODEL' | 'RESET' | 'FORGERY' | 'REPLAY' | 'SIMULATION' | 'REBUILD' | 'HOSTILE' | 'CHAOS'}_${string}`,
): string | undefined {
  return process.env[`TEST_${name}`];
}
