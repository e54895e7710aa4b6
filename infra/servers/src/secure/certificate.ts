import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The key of a server of this machine, in a PKCS#12 file, and its certificate, which signs itself. */
export interface Certificate {
  readonly keyStore: string;
  readonly password: string;
  /** What clients trust, in PEM. */
  readonly authority: string;
}

/** Where the certificate of a server with TLS lies. */
export const authorityOf = ({ folder }: { readonly folder: string }): string => join(folder, 'config/authority.pem');

/** Makes a key and a certificate for loopback that holds for two days, with the tool of the Java at `javaHome`. */
export async function makeCertificate(javaHome: string, folder: string): Promise<Certificate> {
  const tool = join(javaHome, 'bin/keytool');
  // Elasticsearch reads nothing outside its configuration.
  await mkdir(join(folder, 'config'), { recursive: true });
  const made = {
    keyStore: join(folder, 'config/server.p12'),
    password: 'of-a-test',
    authority: authorityOf({ folder }),
  };
  const store = ['-keystore', made.keyStore, '-storetype', 'PKCS12', '-storepass', made.password, '-alias', 'server'];
  const subject = ['-dname', 'CN=localhost', '-ext', 'san=dns:localhost,ip:127.0.0.1'];
  await run(tool, ['-genkeypair', '-keyalg', 'RSA', '-keysize', '2048', '-validity', '2', ...subject, ...store]);
  await run(tool, ['-exportcert', '-rfc', '-file', made.authority, ...store]);
  return made;
}
