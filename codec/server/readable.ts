import { defaultPayloadConverter } from '@temporalio/common';
import { CodecKeysUnavailableError } from '../errors/codec-keys-unavailable-error.js';
import { PayloadBrokenError } from '../errors/payload-broken-error.js';
import { UnknownCodecKeyError } from '../errors/unknown-codec-key-error.js';
import type { EncryptionCodec } from '../encryption-codec.js';
import { labelOf } from '../encrypted-payload.js';
import { fromJson, toJson, type JsonPayload } from './payload-json.js';

/** Why a payload cannot be read stands in its place: an error for all would hide those beside it, and the rest of the history. */
export interface Readable {
  readonly payload: JsonPayload;
  /** The code of the error that it became, if it did. */
  readonly failed?: string;
}

/**
 * @param codec left out where there are no keys: then only plain payloads are read
 * @throws CodecKeysUnavailableError
 */
export async function readable(payload: JsonPayload, codec: EncryptionCodec | undefined): Promise<Readable> {
  const sealed = fromJson(payload);
  const label = labelOf(sealed);
  if (label === undefined) return { payload };
  try {
    if (codec === undefined) throw new UnknownCodecKeyError(label.keyId.slice(0, 64));
    const [opened] = await codec.decode([sealed]);
    return { payload: toJson(opened ?? {}) };
  } catch (error) {
    if (error instanceof CodecKeysUnavailableError) throw error;
    if (error instanceof UnknownCodecKeyError || error instanceof PayloadBrokenError) return inPlace(error);
    throw error;
  }
}

/** A text, since that is what every place of a history can show. */
function inPlace({ code, message }: UnknownCodecKeyError | PayloadBrokenError): Readable {
  const text = defaultPayloadConverter.toPayload(`Not decrypted: ${message}`);
  return { payload: toJson(text), failed: code };
}
