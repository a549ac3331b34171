// An authority of a test and certificates by it, made with the program openssl.
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Certificate {
  certFile: string
  keyFile: string
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

export class TestAuthority {
  readonly certFile: string
  readonly #keyFile: string
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
    this.certFile = join(folder, 'authority.crt')
    this.#keyFile = join(folder, 'authority.key')
  }

  static async create(folder: string): Promise<TestAuthority> {
    const authority = new TestAuthority(folder)
    await openssl([
      ...['req', '-x509', ...KEY, '-days', '30', '-subj', '/CN=Authority of a test'],
      ...['-keyout', authority.#keyFile, '-out', authority.certFile],
    ])
    return authority
  }

  /**
   * Issues a certificate.
   * @param names as in subjectAltName: 'DNS:localhost,IP:127.0.0.1'
   */
  async issue(
    name: string,
    names = 'DNS:localhost,IP:127.0.0.1',
    { isExpired = false } = {},
  ): Promise<Certificate> {
    const [keyFile, certFile, asked, extensions] = ['key', 'crt', 'csr', 'ext'].map((ending) =>
      join(this.#folder, `${name}.${ending}`),
    ) as [string, string, string, string]
    await writeFile(extensions, `subjectAltName=${names}\nbasicConstraints=CA:FALSE\n`)
    await openssl(['req', ...KEY, '-subj', `/CN=${name}`, '-keyout', keyFile, '-out', asked])
    const from = isExpired ? ['20200101000000Z', '20200201000000Z'] : ['20200101000000Z', '20991231000000Z']
    await openssl([
      ...['x509', '-req', '-in', asked, '-CA', this.certFile, '-CAkey', this.#keyFile],
      ...['-extfile', extensions, '-not_before', from[0]!, '-not_after', from[1]!, '-out', certFile],
    ])
    return { certFile, keyFile }
  }
}

async function openssl(args: string[]): Promise<void> {
  await run('openssl', args)
}
