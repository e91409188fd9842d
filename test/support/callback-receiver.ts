/** A receiver that records deliveries and log lines instead of signalling orders. */
import { createReceiver, type CallbackLog, type Receiver, type ReceiverOptions } from '../../callbacks/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../ecticket/index.js';

export interface RecordingReceiver extends Receiver {
  /** The kinds of the delivered callbacks. */
  readonly delivered: string[];
  readonly lines: Readonly<Record<string, unknown>>[];
}

export function recordingReceiver(options: Partial<ReceiverOptions> = {}): RecordingReceiver {
  const delivered: string[] = [];
  const lines: Record<string, unknown>[] = [];
  const write = (level: string) => (fields: object, message: string) => {
    lines.push({ level, message, ...fields });
  };
  const log: CallbackLog = { info: write('info'), warn: write('warn'), error: write('error') };
  const receiver = createReceiver({
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
    deliver: async (_order, { kind }) => {
      delivered.push(kind);
      return 'accepted';
    },
    log,
    ...options,
  });
  return { ...receiver, delivered, lines };
}
