// The paths of all files of one installation, and its default folder.
// All other nouns get their paths from here and join none themselves.
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
  /** The settings and sessions that the web door keeps between runs. */
  door: string
  /** The settings of the public site: whether it is served, and where. */
  site: string
  /** The home of the station by which this computer stands in for others. */
  standIn: string
  /** Whether it does. */
  standInFile: string
  /** The private network of this home, if it has one. */
  network: string
  /** The file of the key that proves an engine of this home on the local socket. */
  doorKey: string
  /** The address of the local socket. On Windows it is a named pipe. */
  socket: string
}

/**
 * The limit of a Unix socket path on the strictest systems (macOS and the BSDs: 104
 * bytes with the closing zero).
 */
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
    standIn: join(home, 'stand-in'),
    standInFile: join(home, 'stand-in.json'),
    network: join(home, 'network'),
    doorKey: join(home, 'door-key'),
    socket: socketPath(home, platform),
  }
}

/**
 * `FUMIKURA_HOME`, or else the platform's folder for application data.
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
  // The XDG specification says that relative paths must be ignored.
  const data = env.XDG_DATA_HOME && posix.isAbsolute(env.XDG_DATA_HOME) ? env.XDG_DATA_HOME : null
  return posix.join(data ?? posix.join(user, '.local', 'share'), 'fumikura')
}

/**
 * Inside the home if the path is short enough, else in a private folder of this
 * user in the temporary folder.
 */
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

/** Returns a name that is the same for all spellings of one folder's path. */
function nameOf(home: string): string {
  // Not the hash of seal, because a command that only connects to a running engine would
  // load sodium for it.
  return toText(createHash('sha256').update(realPath(home)).digest()).slice(0, 26)
}

function realPath(home: string): string {
  try {
    return realpathSync.native(home)
  } catch {
    return home
  }
}
