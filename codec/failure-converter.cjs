'use strict';
/*
 * Writes messages and stack traces of failures as payloads, so that the codec encrypts them too. The SDK loads this file
 * by `require` in the process and by webpack into the workflow bundle: hence CommonJS, hence nothing but this in it.
 */
const { DefaultFailureConverter } = require('@temporalio/common');

exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
