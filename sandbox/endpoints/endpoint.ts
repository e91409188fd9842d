import type { Profile } from '../../ecticket/index.js';
import type { Call } from '../protocol/request.js';
import type { SandboxState } from '../state.js';

/** An endpoint of the ticket API. */
export interface SandboxEndpoint {
  /** The name on ECPay's pages, such as `QueryIssueResult`. */
  readonly name: string;
  /** The path in each profile. */
  readonly paths: Readonly<Record<Profile, string>>;
  /** Called for every request that could be decrypted, before {@link answer}. */
  recordCall?(call: Call, state: SandboxState): void;
  /** Returns the Data of the reply, or a string if the reply is a file. @throws Refusal */
  answer(call: Call, state: SandboxState): object | string;
}

/** Returns the paths of an endpoint that has the same path in both profiles: all but Issue and Refund. */
export function samePath(name: string): SandboxEndpoint['paths'] {
  const path = `/api/Ticket/${name}`;
  return { issueOnly: path, escrow: path };
}
