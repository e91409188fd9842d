import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { encryptedDataConverter, parseCodecKeys } from '../../../codec/index.js';

const converter = encryptedDataConverter(parseCodecKeys(`a:${Buffer.alloc(32, 7).toString('base64')}`));

test('a failure’s message and stack become a payload, which the codec encrypts, and come back', () => {
  const { failureConverter } = loadDataConverter(converter);
  const failure = failureConverter.errorToFailure(
    ApplicationFailure.create({ message: '王珊珊' }),
    defaultPayloadConverter,
  );
  const { encodedAttributes, ...inTheClear } = failure;
  expect(JSON.stringify(inTheClear)).not.toMatch(/王珊珊|\.ts:\d/);
  expect(encodedAttributes).toBeDefined();
  expect(failureConverter.failureToError(failure, defaultPayloadConverter).message).toBe('王珊珊');
});

test('the workflow bundle contains the failure converter and no encryption', async () => {
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../../workflows/index.ts', import.meta.url)),
    failureConverterPath: converter.failureConverterPath ?? '',
    logger: new DefaultLogger('ERROR'),
  });
  expect(code).toContain('codec/failure-converter.cjs');
  expect(code).not.toMatch(/createCipheriv|EncryptionCodec/);
});
