import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { bearerIn, type Authorize } from './authorize.js';

export interface JsonWebTokenOptions {
  /** `iss`, as it stands in the tokens. */
  readonly issuer: string;
  /** `aud`; a token may have others beside it. */
  readonly audience: string;
  /** Where the issuer's public keys are. They are fetched when the first token comes, kept, and fetched again for a new key. */
  readonly jwksUrl: string;
  /** What a token must also say: the claim is one of the values, or a list with one of them. */
  readonly claim?: { readonly name: string; readonly values: readonly string[] };
}

/** Seconds by which this machine's clock and the issuer's may differ. */
const CLOCK_TOLERANCE = 10;

/** A token that is at fault. Any other error means that it could not be checked. */
const REFUSALS: readonly string[] = [
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
 * Lets in who sends a JSON Web Token of this issuer for this audience, signed, not expired, with the claim if one is asked
 * for: the access token that the Web UI passes on ("Pass the user access token"). The caller is called by its `sub`.
 */
export function jsonWebToken({ issuer, audience, jwksUrl, claim }: JsonWebTokenOptions): Authorize {
  const keys = createRemoteJWKSet(new URL(jwksUrl));
  const rules = { issuer, audience, requiredClaims: ['exp', 'sub'], clockTolerance: CLOCK_TOLERANCE };
  return async (request) => {
    const token = bearerIn(request);
    if (token === undefined) return undefined;
    try {
      const { payload } = await jwtVerify(token, keys, rules);
      return claim === undefined || says(payload, claim) ? payload.sub : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError && REFUSALS.includes(error.code)) return undefined;
      throw error;
    }
  };
}

function says(payload: JWTPayload, { name, values }: { name: string; values: readonly string[] }): boolean {
  const said = payload[name];
  const all: readonly unknown[] = Array.isArray(said) ? said : [said];
  return all.some((one) => typeof one === 'string' && values.includes(one));
}
