// Debian's postfix with a configuration and queue of its own: mail from other hosts, submission with
// STARTTLS and with TLS after a sign-in at dovecot, and deliveries to dovecot by LMTP.
import { chown, mkdir, writeFile } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Certificate } from './certificates.ts'
import { Daemon, findPorts } from './daemon.ts'
import type { DovecotPorts } from './dovecot.ts'

export interface PostfixPorts {
  /** From other hosts, for the domains of the rig. */
  smtp: number
  /** STARTTLS, then a sign-in. */
  submission: number
  /** TLS from the first byte, then a sign-in. */
  submissions: number
}

export interface PostfixOptions {
  domains: string[]
  /** Lines that are added to main.cf, for example a milter. */
  settings: string[]
  maxBytes: number
}

const QUEUES = [
  ...['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'private'],
  ...['maildrop', 'public', 'saved', 'trace'],
]

export class Postfix {
  readonly ports: PostfixPorts
  readonly #daemon: Daemon

  private constructor(ports: PostfixPorts, daemon: Daemon) {
    this.ports = ports
    this.#daemon = daemon
  }

  static async start(
    folder: string,
    certificate: Certificate,
    dovecot: DovecotPorts,
    options: PostfixOptions,
  ): Promise<Postfix> {
    const [smtp, submission, submissions] = (await findPorts(3)) as [number, number, number]
    const ports = { smtp, submission, submissions }
    await makeFolders(folder)
    const etc = join(folder, 'etc')
    await writeFile(join(etc, 'main.cf'), configure(folder, certificate, dovecot, options))
    await writeFile(join(etc, 'master.cf'), listServices(ports))
    const args = ['-c', etc, '-d']
    return new Postfix(ports, await Daemon.start('/usr/lib/postfix/sbin/master', args, Object.values(ports)))
  }

  async stop(): Promise<void> {
    await this.#daemon.stop()
  }
}

/** As `postfix check` does, which takes longer than all the rest. */
async function makeFolders(folder: string): Promise<void> {
  const postfix = await findUser('postfix')
  for (const name of ['etc', 'queue', 'queue/pid']) await mkdir(join(folder, name))
  for (const name of ['data', ...QUEUES.map((queue) => `queue/${queue}`)]) {
    await mkdir(join(folder, name))
    await chown(join(folder, name), postfix, 0)
  }
}

async function findUser(name: string): Promise<number> {
  const { stdout } = await promisify(execFile)('id', ['-u', name])
  return Number(stdout)
}

function configure(
  folder: string,
  { certFile, keyFile }: Certificate,
  dovecot: DovecotPorts,
  options: PostfixOptions,
): string {
  return `
compatibility_level = 3.10
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = ${folder}/postfix.log
maillog_file_prefixes = ${folder}
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.${options.domains[0]}
mydestination =
mynetworks =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
message_size_limit = ${options.maxBytes}
virtual_mailbox_domains = ${options.domains.join(' ')}
virtual_transport = lmtp:inet:127.0.0.1:${dovecot.lmtp}
relay_transport = error:no other host
default_transport = error:no other host
smtpd_recipient_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_tls_cert_file = ${certFile}
smtpd_tls_key_file = ${keyFile}
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${dovecot.auth}
smtpd_peername_lookup = no
${options.settings.join('\n')}
`
}

function listServices(ports: PostfixPorts): string {
  const own = (name: string, command: string): string => `${name} unix - - n - - ${command}\n`
  const signedIn =
    '-o smtpd_sasl_auth_enable=yes -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject'
  return [
    `127.0.0.1:${ports.smtp} inet n - n - - smtpd\n`,
    `127.0.0.1:${ports.submission} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt ${signedIn}\n`,
    `127.0.0.1:${ports.submissions} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes ${signedIn}\n`,
    'postlog unix-dgram n - n - 1 postlogd\n',
    'cleanup unix n - n - 0 cleanup\n',
    'qmgr unix n - n 300 1 qmgr\n',
    'tlsmgr unix - - n 1000? 1 tlsmgr\n',
    ...[own('rewrite', 'trivial-rewrite'), own('error', 'error'), own('lmtp', 'lmtp')],
    ...['bounce', 'defer', 'trace'].map((name) => `${name} unix - - n - 0 bounce\n`),
    'verify unix - - n - 1 verify\n',
    'proxymap unix - - n - - proxymap\n',
    'anvil unix - - n - 1 anvil\n',
    own('smtp', 'smtp'),
    own('retry', 'error'),
  ].join('')
}
