import type { Profile } from '../../ecticket/index.js';
import type { Call } from '../protocol/request.js';
import type { SandboxState } from '../state.js';

/** One call of the API as the sandbox answers it. */
export interface SandboxEndpoint {
  /** As ECPay's pages call it, such as `QueryIssueResult`. */
  readonly name: string;
  /** Where it is, in each profile. */
  readonly paths: Readonly<Record<Profile, string>>;
  /** Told of every call that could be opened, before anything is made of it. */
  recordCall?(call: Call, state: SandboxState): void;
  /** Data of the reply; a text where the reply is a file instead of an envelope. @throws Refusal */
  answer(call: Call, state: SandboxState): object | string;
}

/** Every endpoint but Issue and Refund is at the same place in both profiles. */
export function samePath(name: string): SandboxEndpoint['paths'] {
  const path = `/api/Ticket/${name}`;
  return { issueOnly: path, escrow: path };
}
