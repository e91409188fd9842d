/** X.509 certificates for tests, made without OpenSSL: its versions differ in how they make an expired one. */
import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}

interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const HOUR = 3_600_000;
const OIDS = {
  commonName: [0x55, 0x04, 0x03],
  subjectAlternativeName: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
};
const SIGNATURE_ALGORITHM = der(0x30, der(0x06, Buffer.from(OIDS.ecdsaWithSha256)));

/** A certificate authority. Its certificates are valid for 127.0.0.1 and localhost. */
export class CertificateAuthority implements Certificate {
  readonly cert: string;
  readonly key: string;

  constructor(readonly name: string) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.key = toPem(privateKey);
    this.cert = this.#certify(name, publicKey, around(Date.now()), extension(OIDS.basicConstraints, der(0x30, TRUE)));
  }

  /** Issues a certificate that is valid around this time: by default now. */
  issue(subject: string, at = Date.now()): Certificate {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const names = der(0x30, der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])));
    const cert = this.#certify(subject, publicKey, around(at), extension(OIDS.subjectAlternativeName, names));
    return { cert, key: toPem(privateKey) };
  }

  #certify(subject: string, publicKey: KeyObject, { notBefore, notAfter }: Validity, extensions: Buffer): string {
    const version3 = der(0xa0, der(0x02, Buffer.from([2])));
    const serialNumber = der(0x02, Buffer.from([1]), randomBytes(8));
    const body = der(
      0x30,
      ...[version3, serialNumber, SIGNATURE_ALGORITHM, nameOf(this.name), der(0x30, time(notBefore), time(notAfter))],
      ...[nameOf(subject), publicKey.export({ type: 'spki', format: 'der' }), der(0xa3, der(0x30, extensions))],
    );
    const signature = sign('sha256', body, createPrivateKey(this.key));
    const certificate = der(0x30, body, SIGNATURE_ALGORITHM, der(0x03, Buffer.from([0]), signature));
    const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
    return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  }
}

function around(time: number): Validity {
  return { notBefore: new Date(time - HOUR), notAfter: new Date(time + HOUR) };
}

function toPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Encodes a value of ASN.1 in DER. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...derLength(content.length)]), content]);
}

/** In as few bytes as possible: rustls accepts no others. */
function derLength(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

const TRUE = der(0x01, Buffer.from([0xff]));

function extension(oid: readonly number[], value: Buffer): Buffer {
  return der(0x30, der(0x06, Buffer.from(oid)), der(0x04, value));
}

function nameOf(commonName: string): Buffer {
  const attribute = der(0x30, der(0x06, Buffer.from(OIDS.commonName)), der(0x0c, Buffer.from(commonName)));
  return der(0x30, der(0x31, attribute));
}

/** UTCTime: yyMMddHHmmssZ. */
function time(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/\D/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}
