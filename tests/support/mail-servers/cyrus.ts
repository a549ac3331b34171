// Debian's Cyrus with a configuration and folder of its own: IMAP with TLS. Its package and dovecot's
// exclude each other, so .ci/run unpacks its files into a folder and installs only its libraries.
import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ServerAddress, ServerOptions } from '../../../src/core/accounts/index.ts'
import { TestAuthority, type Certificate } from './certificates.ts'
import { Daemon, findPorts, requirePrograms } from './daemon.ts'
import { PASSWORD } from './dovecot.ts'

const run = promisify(execFile)

/** Where .ci/run unpacks the packages cyrus-common and cyrus-imapd. */
const UNPACKED = '/opt/cyrus'
const PROGRAMS = join(UNPACKED, 'usr/lib/cyrus/bin')
const REALM = 'cyrus.test'

interface CyrusPorts {
  imap: number
  imaps: number
}

export class Cyrus {
  readonly ports: CyrusPorts
  readonly certificate: Certificate
  readonly #folder: string
  readonly #ca: string
  readonly #daemon: Daemon

  private constructor(
    folder: string,
    ports: CyrusPorts,
    certificate: Certificate,
    ca: string,
    daemon: Daemon,
  ) {
    this.#folder = folder
    this.ports = ports
    this.certificate = certificate
    this.#ca = ca
    this.#daemon = daemon
  }

  /** @throws with the name of the package if a program is missing, or if the test is not root */
  static async start(): Promise<Cyrus> {
    await requirePrograms({
      [join(PROGRAMS, 'imapd')]: `cyrus-imapd, unpacked into ${UNPACKED}`,
      '/usr/sbin/saslpasswd2': 'sasl2-bin',
      '/usr/bin/openssl': 'openssl',
    })
    if (process.getuid?.() !== 0)
      throw new Error('cyrus changes to a user of its own, so this test needs root')
    const folder = await mkdtemp(join(tmpdir(), 'cyrus-'))
    const authority = await TestAuthority.create(folder)
    const certificate = await authority.issue('server')
    const [imap, imaps] = (await findPorts(2)) as [number, number]
    for (const name of ['conf', 'spool', 'run']) await mkdir(join(folder, name))
    await writeFile(join(folder, 'imapd.conf'), configure(folder, certificate))
    await writeFile(join(folder, 'cyrus.conf'), listServices(folder, imap, imaps))
    await run('chown', ['-R', 'nobody', folder])
    await chmod(folder, 0o755)
    const args = [
      ...[`LD_LIBRARY_PATH=${await findLibraries()}`, join(PROGRAMS, 'master'), '-D'],
      ...['-C', join(folder, 'imapd.conf'), '-M', join(folder, 'cyrus.conf')],
      ...['-p', join(folder, 'run/master.pid')],
    ]
    // `env` becomes the program, so its process id is the one to end.
    const daemon = await Daemon.start('/usr/bin/env', args, [imap, imaps])
    const ca = await readFile(authority.certFile, 'utf8')
    return new Cyrus(folder, { imap, imaps }, certificate, ca, daemon)
  }

  /** Its folders come with its first sign-in. */
  async addUser(user: string): Promise<void> {
    const file = join(this.#folder, 'sasldb2')
    const adding = run('saslpasswd2', ['-p', '-c', '-f', file, '-u', REALM, user])
    adding.child.stdin!.end(`${PASSWORD}\n`)
    await adding
    await run('chown', ['nobody', file])
  }

  /** How a user of this server reaches their mails. */
  imap(user: string, address: Partial<ServerAddress> = {}): ServerOptions {
    return {
      address: { host: 'localhost', port: this.ports.imaps, security: 'tls', ...address },
      credentials: { auth: 'password', user, password: PASSWORD },
      trust: { ca: this.#ca },
    }
  }

  async stop(): Promise<void> {
    await this.#daemon.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

/** Their folder is named after the machine. */
async function findLibraries(): Promise<string> {
  const { stdout } = await run('find', [
    join(UNPACKED, 'usr/lib'),
    '-name',
    'libcyrus.so.*',
    '-printf',
    '%h\n',
  ])
  return stdout.split('\n')[0]!
}

function configure(folder: string, { certFile, keyFile }: Certificate): string {
  return `
configdirectory: ${folder}/conf
partition-default: ${folder}/spool
defaultpartition: default
cyrus_user: nobody
servername: ${REALM}
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: ${folder}/sasldb2
sasl_mech_list: PLAIN LOGIN
allowplaintext: no
unixhierarchysep: yes
altnamespace: yes
autocreate_quota: 0
autocreate_inbox_folders: Sent|Archive|Drafts|Junk|Trash
xlist-sent: Sent
xlist-archive: Archive
xlist-drafts: Drafts
xlist-junk: Junk
xlist-trash: Trash
expunge_mode: immediate
delete_mode: immediate
imapidlepoll: 1
idlesocket: ${folder}/run/idle
lmtpsocket: ${folder}/run/lmtp
notifysocket: ${folder}/run/notify
proc_path: ${folder}/run/proc
mboxname_lockpath: ${folder}/run/lock
tls_server_cert: ${certFile}
tls_server_key: ${keyFile}
tls_session_timeout: 0
`
}

function listServices(folder: string, imap: number, imaps: number): string {
  const program = (name: string): string => `${join(PROGRAMS, name)} -C ${folder}/imapd.conf`
  return `
START {
  recover cmd="${program('ctl_cyrusdb')} -r"
}
SERVICES {
  imap cmd="${program('imapd')}" listen="127.0.0.1:${imap}" prefork=0
  imaps cmd="${program('imapd')} -s" listen="127.0.0.1:${imaps}" prefork=1
}
DAEMON {
  idled cmd="${program('idled')}"
}
`
}
