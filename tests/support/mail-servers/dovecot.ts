// Debian's dovecot with a configuration and folder of its own: IMAP with TLS and STARTTLS, LMTP for
// deliveries, and SASL for postfix.
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Certificate } from './certificates.ts'
import { Daemon, findPorts } from './daemon.ts'

export const PASSWORD = 'secret'

export interface DovecotPorts {
  imap: number
  imaps: number
  lmtp: number
  auth: number
}

/** The user whose files the mails are: nobody. */
const MAIL_ID = 65534

export class Dovecot {
  readonly ports: DovecotPorts
  readonly #daemon: Daemon

  private constructor(ports: DovecotPorts, daemon: Daemon) {
    this.ports = ports
    this.#daemon = daemon
  }

  /** @param tokensAt where a provider says whose an access token is (RFC 7662); null for passwords alone */
  static async start(
    folder: string,
    certificate: Certificate,
    users: string[],
    tokensAt: string | null = null,
  ): Promise<Dovecot> {
    const [imap, imaps, lmtp, auth] = (await findPorts(4)) as [number, number, number, number]
    const ports = { imap, imaps, lmtp, auth }
    await mkdir(join(folder, 'mail'))
    await chown(join(folder, 'mail'), MAIL_ID, MAIL_ID)
    await chmod(folder, 0o755)
    await writeUsers(folder, users)
    await writeFile(join(folder, 'dovecot.conf'), configure(folder, ports, certificate) + askTokens(tokensAt))
    const args = ['-F', '-c', join(folder, 'dovecot.conf')]
    const daemon = await Daemon.start('/usr/sbin/dovecot', args, Object.values(ports))
    return new Dovecot(ports, daemon)
  }

  async stop(): Promise<void> {
    await this.#daemon.stop()
  }
}

async function writeUsers(folder: string, users: string[]): Promise<void> {
  const lines = users.map(
    (user) => `${user}:{PLAIN}${PASSWORD}:${MAIL_ID}:${MAIL_ID}::${folder}/mail/${user}::\n`,
  )
  const file = join(folder, 'users')
  await writeFile(file, lines.join(''))
  await chmod(file, 0o644)
}

function askTokens(tokensAt: string | null): string {
  if (tokensAt === null) return ''
  return `
auth_mechanisms = plain login xoauth2
oauth2 {
  introspection_mode = post
  introspection_url = ${tokensAt}
  username_attribute = username
}
passdb oauth2 {
  mechanisms_filter = xoauth2
}
`
}

function configure(folder: string, ports: DovecotPorts, { certFile, keyFile }: Certificate): string {
  return `
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
listen = 127.0.0.1
protocols = imap lmtp
first_valid_uid = 1
auth_username_format = %{user | username | lower}
auth_mechanisms = plain login
auth_failure_delay = 0
ssl = yes
ssl_server_cert_file = ${certFile}
ssl_server_key_file = ${keyFile}
mail_driver = sdbox
mail_path = %{home}/mail
mail_max_userip_connections = 100
postmaster_address = postmaster@example.org

passdb passwd-file {
  passwd_file_path = ${folder}/users
}
userdb passwd-file {
  passwd_file_path = ${folder}/users
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    auto = create
    special_use = \\Sent
  }
  mailbox Archive {
    auto = create
    special_use = \\Archive
  }
  mailbox Drafts {
    auto = create
    special_use = \\Drafts
  }
  mailbox Junk {
    auto = create
    special_use = \\Junk
  }
  mailbox Trash {
    auto = create
    special_use = \\Trash
  }
}
service imap-login {
  # One process serves all, so that a connection does not wait for a new one.
  restart_request_count = unlimited
  client_limit = 500
  inet_listener imap {
    port = ${ports.imap}
    ssl = no
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${ports.lmtp}
  }
}
service auth {
  inet_listener auth {
    port = ${ports.auth}
  }
}
`
}
