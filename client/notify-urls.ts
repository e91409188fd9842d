/**
 * Where the receiver listens, for it and for the command line: workflows need the same, and may not import from here.
 */
export { CALLBACK_PATHS, callbackBase, withNotifyUrls } from '../workflows/messages/notify-urls.js';
