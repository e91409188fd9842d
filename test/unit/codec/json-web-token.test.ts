import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey } from 'jose';
import { jsonWebToken, type CodecRequest } from '../../../codec/server/index.js';
import { serve, type Served } from '../../support/served.js';

const ISSUER = 'https://login.shop.example/';
const AUDIENCE = 'temporal';
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

let mine: CryptoKey;
let foreign: CryptoKey;
let issuer: Served;
let jwksUrl: string;
let keys: object[];
let down = false;

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  mine = pair.privateKey;
  foreign = (await generateKeyPair('RS256')).privateKey;
  keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256' }];
  const server = createServer((_request, response) => {
    response.writeHead(down ? 500 : 200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  });
  issuer = await serve(server);
  jwksUrl = (await issuer.ask('/jwks.json')).url;
});

afterAll(() => issuer.close());

function token(changes: Readonly<Record<string, unknown>> = {}, key: CryptoKey = mine, kid = 'k1'): Promise<string> {
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'angela', exp: inAnHour(), ...changes };
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(key);
}

const asking = (bearer: string): CodecRequest => ({
  operation: 'decode',
  namespace: 'shop',
  headers: { authorization: `Bearer ${bearer}` },
});

test('a token of the issuer authorizes, and its subject names the caller', async () => {
  const check = jsonWebToken({ issuer: ISSUER, audience: AUDIENCE, jwksUrl });
  expect(await check(asking(await token()))).toBe('angela');
  expect(await check(asking(await token({ aud: ['other', AUDIENCE] })))).toBe('angela');
});

test('any other token is refused', async () => {
  const check = jsonWebToken({ issuer: ISSUER, audience: AUDIENCE, jwksUrl });
  const [head = '', body = ''] = (await token()).split('.');
  const refused = {
    'another issuer': await token({ iss: 'https://evil.example/' }),
    'another audience': await token({ aud: 'mail' }),
    'no audience': await token({ aud: undefined }),
    expired: await token({ exp: inAnHour() - 7200 }),
    'without an end': await token({ exp: undefined }),
    'nobody’s': await token({ sub: undefined }),
    'not valid yet': await token({ nbf: inAnHour() }),
    'signed by another': await token({}, foreign),
    'with another’s signature': `${head}.${body}.${(await token({ sub: 'other' })).split('.')[2]}`,
    unsigned: new UnsecuredJWT({ iss: ISSUER, aud: AUDIENCE, sub: 'angela', exp: inAnHour() }).encode(),
    'signed with the public key as a secret': await new SignJWT({
      iss: ISSUER,
      aud: AUDIENCE,
      sub: 'a',
      exp: inAnHour(),
    })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .sign(Buffer.from(JSON.stringify(keys[0]))),
    'no token': 'nonsense',
  };
  for (const [what, bearer] of Object.entries(refused))
    expect([what, await check(asking(bearer))]).toEqual([what, undefined]);
  expect(await check({ ...asking(''), headers: {} })).toBeUndefined();
});

test('a required claim has one of the values, or a list with one of them', async () => {
  const claim = { name: 'groups', values: ['support', 'refund-desk'] };
  const check = jsonWebToken({ issuer: ISSUER, audience: AUDIENCE, jwksUrl, claim });
  expect(await check(asking(await token({ groups: ['staff', 'support'] })))).toBe('angela');
  expect(await check(asking(await token({ groups: 'refund-desk' })))).toBe('angela');
  for (const groups of [undefined, [], 'staff', 'supporters', { support: true }, ['staff', ['support']]]) {
    expect(await check(asking(await token({ groups })))).toBeUndefined();
  }
});

test('without the issuer’s keys the check fails with an error, not with a refusal', async () => {
  down = true;
  const check = jsonWebToken({ issuer: ISSUER, audience: AUDIENCE, jwksUrl });
  await expect(async () => check(asking(await token()))).rejects.toThrow();
  down = false;
  expect(await check(asking(await token()))).toBe('angela');
});

test('while the issuer replaces its key, tokens of both keys are accepted, and of a removed key no longer', async () => {
  const check = jsonWebToken({ issuer: ISSUER, audience: AUDIENCE, jwksUrl });
  const next = await generateKeyPair('RS256');
  const tokenOfNext = () => token({}, next.privateKey, 'k2');
  const [old] = keys;
  let passed = 0;
  const realNow = Date.now.bind(Date);
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => realNow() + passed);
  try {
    expect(await check(asking(await token()))).toBe('angela');

    // The server has fetched the set before the issuer adds a key. It fetches again for a token of an unknown key, at
    // most every 30 seconds.
    keys = [{ ...(await exportJWK(next.publicKey)), kid: 'k2', alg: 'RS256' }, ...keys];
    passed += 31_000;
    expect(await check(asking(await tokenOfNext()))).toBe('angela');
    expect(await check(asking(await token()))).toBe('angela');

    // The set is kept for ten minutes.
    keys = keys.slice(0, 1);
    passed += 9 * 60_000;
    expect(await check(asking(await token()))).toBe('angela');
    passed += 2 * 60_000;
    expect(await check(asking(await token()))).toBeUndefined();
    expect(await check(asking(await tokenOfNext()))).toBe('angela');
  } finally {
    clock.mockRestore();
    keys = [old ?? {}];
  }
});
