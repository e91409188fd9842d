import { z } from 'zod';
import { optionalText, wholeNumber } from './lenient.js';

/** What every reply's Data says first. `RtnCode` 1 is success; any other is a refusal, in which the rest may be missing. */
export const outcome = z.looseObject({ RtnCode: wholeNumber, RtnMsg: optionalText });

export type Outcome = z.infer<typeof outcome>;
