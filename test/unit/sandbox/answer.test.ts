import { describe, expect, test } from '@jest/globals';
import { answerEnvelope, HashKeyPair, encryptAndSignText } from '../../../ecticket/index.js';
import { findAnswerProblem } from '../../../sandbox/callbacks/answer.js';

const keys = new HashKeyPair('7b53896b742849d3', '37a0ad3c6ffa428b');
const older = new HashKeyPair('c539115ea7674f20', '86f625e60cb1473a');
const strange = new HashKeyPair('b15bd8514fed472c', '9c8458263def47cd');
const answer = (pair: HashKeyPair, rtnCode: number) =>
  answerEnvelope({ merchantId: '3085676', keys: pair, now: 0, rtnCode, rtnMsg: '成功' });
const problem = (status: number, body: unknown) =>
  findAnswerProblem(status, typeof body === 'string' ? body : JSON.stringify(body), [keys, older]);

describe('a merchant’s answer to a callback', () => {
  test('is accepted with RtnCode 1, encrypted with any of the merchant’s keys', () => {
    expect(problem(200, answer(keys, 1))).toBeUndefined();
    expect(problem(200, answer(older, 1))).toBeUndefined();
  });

  test.each<[string, number, unknown, RegExp]>([
    ['HTTP 500', 500, answer(keys, 1), /HTTP 500/],
    ['HTTP 201', 201, answer(keys, 1), /HTTP 201/],
    ['the answer of a payment notification', 200, '1|OK', /not an envelope/],
    ['an empty body', 200, '', /not an envelope/],
    ['a list', 200, [], /not an envelope/],
    ['another TransCode', 200, { ...answer(keys, 1), TransCode: 0 }, /TransCode 0/],
    ['a TransCode that is a string', 200, { ...answer(keys, 1), TransCode: '1' }, /TransCode "1"/],
    ['no TransCode', 200, { ...answer(keys, 1), TransCode: undefined }, /not an envelope/],
    ['another RtnCode', 200, answer(keys, 0), /RtnCode 0/],
    ['no RtnCode', 200, { ...answer(keys, 1), ...encryptAndSignText('{}', keys) }, /RtnCode missing/],
    ['Data that is not an object', 200, { ...answer(keys, 1), ...encryptAndSignText('null', keys) }, /RtnCode missing/],
    ['another merchant’s key', 200, answer(strange, 1), /cannot be decrypted or verified/],
    ['a wrong checksum', 200, { ...answer(keys, 1), CheckMacValue: '0'.repeat(64) }, /cannot be decrypted or verified/],
  ])('is not accepted: %s', (_name, status, body, message) => {
    expect(problem(status, body)).toMatch(message);
  });
});
