import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface Certificate {
  key: string;
  cert: string;
}

const dayMs = 86_400_000;
/** Browsers refuse server certificates that are valid for longer than 398 days, self-signed ones on some systems too. */
const validDays = 397;
const renewBeforeDays = 30;

/** The names and addresses by which this machine is reached from here and from the local network. */
export function localNames(): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .map(({ address }) => address)
    // A link-local address carries its interface (`fe80::1%eth0`), which a certificate cannot.
    .filter((address) => !address.includes('%') && !address.startsWith('fe80:'));
  return [...new Set(['localhost', hostname(), '127.0.0.1', '::1', ...addresses])];
}

export interface CertificateNames {
  /** This machine's own names and addresses, as they are now. */
  local: readonly string[];
  /** Names that the operator asked for. */
  wanted: readonly string[];
}

/**
 * The page's own certificate: made at the first start and kept, made anew when it is about to expire or does not
 * cover a name that was asked for. Addresses of this machine that have changed since are no reason: a container has
 * new ones each time, and people have told their browser to trust the certificate they know.
 *
 * @param directory where `certificate.pem` and `key.pem` are kept; made where it does not exist
 */
export async function ensureCertificate(
  directory: string,
  names: CertificateNames,
  now = new Date(),
): Promise<Certificate> {
  const kept = await readKept(directory);
  if (kept !== undefined && isFit(kept.cert, ['localhost', ...names.wanted], now)) return kept;
  const made = await makeCertificate([...new Set([...names.local, ...names.wanted])], now);
  await mkdir(directory, { recursive: true });
  await replaceFile(join(directory, 'key.pem'), made.key, 0o600);
  await replaceFile(join(directory, 'certificate.pem'), made.cert, 0o644);
  return made;
}

async function readKept(directory: string): Promise<Certificate | undefined> {
  try {
    const [key, cert] = await Promise.all([
      readFile(join(directory, 'key.pem'), 'utf8'),
      readFile(join(directory, 'certificate.pem'), 'utf8'),
    ]);
    return { key, cert };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isFit(pem: string, names: string[], now: Date): boolean {
  const certificate = new X509Certificate(pem);
  const lastsMs = Date.parse(certificate.validTo) - now.getTime();
  return lastsMs > renewBeforeDays * dayMs && names.every((name) => covers(certificate, name));
}

function covers(certificate: X509Certificate, name: string): boolean {
  return (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
}

async function makeCertificate(names: string[], now: Date): Promise<Certificate> {
  const altNames = names.map((name) =>
    isIP(name) === 0 ? ({ type: 2, value: name } as const) : ({ type: 7, ip: name } as const),
  );
  const made = await generate([{ name: 'commonName', value: 'Parley' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now.getTime() - dayMs),
    notAfterDate: new Date(now.getTime() + (validDays - 1) * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  return { key: made.private, cert: made.cert };
}

/** A crash in the middle leaves the old file, never half of a new one. */
async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  await writeFile(`${path}.new`, text, { mode });
  await rename(`${path}.new`, path);
}
