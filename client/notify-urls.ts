/** The URLs that ECPay calls. Defined among the workflow messages, because workflows need them and import no client. */
export { CALLBACK_PATHS, callbackBase, withNotifyUrls } from '../workflows/messages/notify-urls.js';
