// Debian's opendkim as a milter of postfix: checks the signatures of mails from other hosts, and writes
// what it found into them. It asks no name server: the keys of the senders are in a file.
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Daemon, findPorts, requirePrograms } from './daemon.ts'

const SELECTOR = 'key'

export class Opendkim {
  /** For the settings of postfix. */
  readonly settings: string[]
  readonly #folder: string
  readonly #daemon: Daemon
  readonly #keys: ReadonlyMap<string, KeyObject>

  private constructor(folder: string, port: number, daemon: Daemon, keys: ReadonlyMap<string, KeyObject>) {
    this.settings = [`smtpd_milters = inet:127.0.0.1:${port}`, 'milter_default_action = tempfail']
    this.#folder = folder
    this.#daemon = daemon
    this.#keys = keys
  }

  /** @param domains each has a key of its own */
  static async start(domains: readonly string[]): Promise<Opendkim> {
    await requirePrograms({ '/usr/sbin/opendkim': 'opendkim' })
    const folder = await mkdtemp(join(tmpdir(), 'opendkim-'))
    const pairs = domains.map((domain) => ({
      domain,
      ...generateKeyPairSync('rsa', { modulusLength: 2048 }),
    }))
    const records = pairs.map(({ domain, publicKey }) => {
      const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
      return `${SELECTOR}._domainkey.${domain} v=DKIM1; k=rsa; p=${key}\n`
    })
    await writeFile(join(folder, 'keys'), records.join(''))
    const [port] = (await findPorts(1)) as [number]
    await writeFile(join(folder, 'opendkim.conf'), configure(folder, port))
    const args = ['-f', '-x', join(folder, 'opendkim.conf')]
    const daemon = await Daemon.start('/usr/sbin/opendkim', args, [port])
    return new Opendkim(folder, port, daemon, new Map(pairs.map((pair) => [pair.domain, pair.privateKey])))
  }

  /** How nodemailer signs a mail of this domain. */
  signing(domain: string): { domainName: string; keySelector: string; privateKey: string } {
    const privateKey = this.#keys.get(domain)!.export({ type: 'pkcs8', format: 'pem' }) as string
    return { domainName: domain, keySelector: SELECTOR, privateKey }
  }

  async stop(): Promise<void> {
    await this.#daemon.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

/** Nobody is an internal host, because all of them are on loopback. */
function configure(folder: string, port: number): string {
  return `
Mode v
Socket inet:${port}@127.0.0.1
TestPublicKeys ${folder}/keys
AlwaysAddARHeader yes
InternalHosts 192.0.2.1
Syslog no
`
}
