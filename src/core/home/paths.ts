// Where everything of one installation lies, and where that installation lies by default.
// All other nouns are handed their paths from here; none of them joins one by itself.
import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { homedir, tmpdir, userInfo } from 'node:os'
import { join, posix, resolve, win32 } from 'node:path'
import { toText, utf8Length } from '../base/index.ts'

export interface HomePaths {
  dir: string
  homeJson: string
  lock: string
  ledger: string
  ledgerMirror: string
  index: string
  /** The folder of the corestore. */
  cores: string
  /** What the web door remembers between runs. */
  door: string
  /** Whether and where the public site is served. */
  site: string
  /** What the local socket is bound to; a named pipe on Windows. */
  socket: string
}

/** What a Unix socket address can hold, on the systems that hold least (macOS and the BSDs: 104 with the closing zero). */
const MAX_SOCKET_BYTES = 103

export function homePaths(dir: string, platform: NodeJS.Platform = process.platform): HomePaths {
  const home = resolve(dir)
  return {
    dir: home,
    homeJson: join(home, 'home.json'),
    lock: join(home, 'lock'),
    ledger: join(home, 'ledger'),
    ledgerMirror: join(home, 'ledger.mirror'),
    index: join(home, 'index'),
    cores: join(home, 'cores'),
    door: join(home, 'door.json'),
    site: join(home, 'site.json'),
    socket: socketPath(home, platform),
  }
}

/**
 * `FUMIKURA_HOME`, else the platform's folder for a program's data.
 * @param platform `process.platform`
 * @param env `process.env`
 */
export function defaultHomeDir(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  if (env.FUMIKURA_HOME) return resolve(env.FUMIKURA_HOME)
  if (platform === 'win32') {
    return win32.join(
      env.APPDATA || win32.join(env.USERPROFILE || homedir(), 'AppData', 'Roaming'),
      'Fumikura',
    )
  }
  const user = env.HOME || homedir()
  if (platform === 'darwin') return posix.join(user, 'Library', 'Application Support', 'Fumikura')
  // The XDG specification has relative paths ignored.
  const data = env.XDG_DATA_HOME && posix.isAbsolute(env.XDG_DATA_HOME) ? env.XDG_DATA_HOME : null
  return posix.join(data ?? posix.join(user, '.local', 'share'), 'fumikura')
}

/** In the home where its path is short enough, else in a folder of this user's own in the temporary folder. */
function socketPath(home: string, platform: NodeJS.Platform): string {
  const name = nameOf(home)
  if (platform === 'win32') return `\\\\.\\pipe\\fumikura-${name}`
  const inside = posix.join(home, 'socket')
  if (utf8Length(inside) <= MAX_SOCKET_BYTES) return inside
  const outside = posix.join(tmpdir(), `fumikura-${userInfo().uid}`, name)
  return utf8Length(outside) <= MAX_SOCKET_BYTES
    ? outside
    : posix.join('/tmp', `fumikura-${userInfo().uid}`, name)
}

/** The same for every way to write the path of one folder. */
function nameOf(home: string): string {
  // Not seal's hash: a command that only talks to a running engine would load sodium for a file name.
  return toText(createHash('sha256').update(realPath(home)).digest()).slice(0, 26)
}

function realPath(home: string): string {
  try {
    return realpathSync.native(home)
  } catch {
    return home
  }
}
