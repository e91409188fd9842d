import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import { assertOptions, TEXT, type OptionSchemas } from '../../ecticket/options/check-options.js';
import { bearerIn, type Authorize } from './authorize.js';

export interface JsonWebTokenOptions {
  /** The expected `iss`. */
  readonly issuer: string;
  /** The expected `aud`. A token may have others too. */
  readonly audience: string;
  /** URL of the issuer's public keys. The first token causes a fetch, and every unknown key causes another. */
  readonly jwksUrl: string;
  /** An additional required claim: its value must be one of these values, or a list that contains one of them. */
  readonly claim?: { readonly name: string; readonly values: readonly string[] };
}

const CLAIM = z.strictObject({ name: TEXT, values: z.array(TEXT).min(1) });

/** Without an issuer or an audience, the library would accept the tokens of every one. */
const OPTIONS: OptionSchemas<JsonWebTokenOptions> = {
  issuer: TEXT,
  audience: TEXT,
  jwksUrl: z.url('must be a URL.'),
  claim: z
    .custom((claim) => CLAIM.safeParse(claim).success, 'must be { name, values } with a list of accepted values.')
    .optional(),
};

/** Accepted difference between this machine's clock and the issuer's, in seconds. */
const CLOCK_TOLERANCE_S = 10;

/** The error codes of invalid tokens. Every other error means that the check itself failed. */
const INVALID_TOKEN_CODES: readonly string[] = [
  errors.JWTExpired.code,
  errors.JWTClaimValidationFailed.code,
  errors.JWTInvalid.code,
  errors.JWSInvalid.code,
  errors.JWSSignatureVerificationFailed.code,
  errors.JWKSNoMatchingKey.code,
  errors.JWKSMultipleMatchingKeys.code,
  errors.JOSEAlgNotAllowed.code,
  errors.JOSENotSupported.code,
];

/**
 * Authorizes callers with a valid JSON Web Token of this issuer, for this audience, with the required claim. The Web UI
 * sends such a token with its setting "Pass the user access token". The caller's name is the token's `sub`.
 *
 * @throws InvalidOptionsError if an option is missing, unknown or of another kind
 */
export function jsonWebToken(options: JsonWebTokenOptions): Authorize {
  assertOptions('jsonWebToken', OPTIONS, options);
  const { issuer, audience, jwksUrl, claim } = options;
  const keys = createRemoteJWKSet(new URL(jwksUrl));
  const rules = { issuer, audience, requiredClaims: ['exp', 'sub'], clockTolerance: CLOCK_TOLERANCE_S };
  return async (request) => {
    const token = bearerIn(request);
    if (token === undefined) return undefined;
    try {
      const { payload } = await jwtVerify(token, keys, rules);
      return claim === undefined || hasClaim(payload, claim) ? payload.sub : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError && INVALID_TOKEN_CODES.includes(error.code)) return undefined;
      throw error;
    }
  };
}

function hasClaim(payload: JWTPayload, { name, values }: { name: string; values: readonly string[] }): boolean {
  const claim = payload[name];
  const claimed: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return claimed.some((value) => typeof value === 'string' && values.includes(value));
}
