/** The form of a Worker Deployment Version. The server refuses the polls of any other, and the worker only warns. */

interface Form {
  readonly pattern: RegExp;
  /** Completes a sentence that begins with a name. */
  readonly problem: string;
}

/** The server joins both parts with a dot or a colon, and reserves names that begin with two underscores. */
export const DEPLOYMENT_NAME: Form = {
  pattern: /^(?!__)[^.:]{1,200}$/,
  problem: 'must have 1 to 200 characters, no dot and no colon, and must not begin with __',
};

export const BUILD_ID: Form = {
  pattern: /^(?!__).{1,200}$/,
  problem: 'must have 1 to 200 characters and must not begin with __',
};
