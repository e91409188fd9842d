import { ECTicketError } from './ecticket-error.js';

/** The base URL is not usable. */
export class InvalidBaseUrlError extends ECTicketError {
  override readonly name = 'InvalidBaseUrlError';
  readonly code = 'INVALID_BASE_URL';

  constructor() {
    super(
      'The base URL must be an http or https URL without user name, query and fragment, ' +
        'such as https://ecticket-stage.ecpay.com.tw.',
    );
  }
}
