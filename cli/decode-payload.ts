import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';

/** Decodes a payload of a history, which the client's codecs have encoded. @throws as the codecs */
export async function decodePayload(client: Client, payload: Payload): Promise<Payload | undefined> {
  let payloads: Payload[] = [payload];
  for (const codec of [...client.options.loadedDataConverter.payloadCodecs].reverse()) {
    payloads = await codec.decode(payloads);
  }
  return payloads[0];
}
