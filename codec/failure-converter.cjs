'use strict';
/*
 * Writes messages and stack traces of failures as payloads, so that the codec encrypts them too. The SDK loads this
 * file with `require` in the process, and with webpack into the workflow bundle. Therefore it is CommonJS and imports
 * nothing else.
 */
const { DefaultFailureConverter } = require('@temporalio/common');

exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
