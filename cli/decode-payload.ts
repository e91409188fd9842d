/** Decodes what the codecs of workers have encoded. */
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';

/** Decodes a payload of a history, which the client's codecs have encoded. @throws as the codecs */
export async function decodePayload(client: Client, payload: Payload): Promise<Payload | undefined> {
  let payloads: Payload[] = [payload];
  for (const codec of [...client.options.loadedDataConverter.payloadCodecs].reverse()) {
    payloads = await codec.decode(payloads);
  }
  return payloads[0];
}

/** Decodes a failure's message and stack. Both may contain personal data. @throws as the codecs */
export async function decodeFailure(
  client: Client,
  { message, stackTrace, encodedAttributes }: temporal.api.failure.v1.IFailure,
): Promise<{ message: string; stack: string }> {
  if (!encodedAttributes) return { message: message ?? '', stack: stackTrace ?? '' };
  const payload = await decodePayload(client, encodedAttributes);
  if (payload === undefined) return { message: '', stack: '' };
  const encoded = defaultPayloadConverter.fromPayload<{ message?: string; stack_trace?: string }>(payload);
  return { message: encoded.message ?? '', stack: encoded.stack_trace ?? '' };
}
