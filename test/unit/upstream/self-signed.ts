import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A private key and its certificate, in PEM. */
export interface Identity {
  key: string;
  cert: string;
}

/** Makes a certificate that only its own key vouches for. `ip` is the address that it names. */
export function selfSigned({ ip = '127.0.0.1', expired = false } = {}): Identity {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cert = certificate(publicKey, privateKey, { ip, expired });
  const body = cert.toString('base64').replace(/(.{64})/g, '$1\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`,
  };
}

/** X.509 version 3 in DER (RFC 5280, section 4.1), signed with ECDSA and SHA-256. */
function certificate(publicKey: KeyObject, privateKey: KeyObject, { ip, expired }: { ip: string; expired: boolean }) {
  const algorithm = sequence(objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
  const commonName = sequence(objectId(0x55, 0x04, 0x03), der(0x0c, Buffer.from('stub')));
  const name = sequence(der(0x31, commonName));
  const day = 24 * 60 * 60 * 1000;
  const validity = sequence(utcTime(Date.now() - 2 * day), utcTime(Date.now() + (expired ? -day : day)));
  const address = der(0x87, Buffer.from(ip.split('.').map(Number)));
  const alternativeName = sequence(objectId(0x55, 0x1d, 0x11), der(0x04, sequence(address)));
  const version = der(0xa0, der(0x02, Buffer.from([2])));
  const serial = der(0x02, Buffer.from([1]));
  const keyInfo = publicKey.export({ type: 'spki', format: 'der' });
  const extensions = der(0xa3, sequence(alternativeName));
  const signed = sequence(version, serial, algorithm, name, validity, name, keyInfo, extensions);
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', signed, privateKey)]);
  return sequence(signed, algorithm, der(0x03, signature));
}

/** One value in DER: its tag, its length and its content. */
function der(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const { length } = body;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), body]);
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), body]);
}

function sequence(...content: Buffer[]): Buffer {
  return der(0x30, ...content);
}

function objectId(...bytes: number[]): Buffer {
  return der(0x06, Buffer.from(bytes));
}

function utcTime(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/\D/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}
