// Opens the app in the person's browser, where there is one to be seen.
import { spawn } from 'node:child_process'

type Env = Record<string, string | undefined>
type Opener = readonly [command: string, ...args: string[]]

/** The platform's way to open a file with its program, or null without a display. */
export function findOpener(platform: string, env: Env): Opener | null {
  if (platform === 'darwin') return ['open']
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : null
}

/**
 * Opens `file`, which leads on to the page: what stands in the arguments of a program, every account of the machine can read.
 * False where there is no browser to be seen; whether one really came is known to nobody.
 */
export function openBrowser(file: string, platform: string, env: Env): boolean {
  const opener = findOpener(platform, env)
  if (opener === null) return false
  const [command, ...args] = opener
  const child = spawn(command, [...args, file], { stdio: 'ignore', detached: true, env: withoutOurs(env) })
  child.on('error', () => undefined)
  child.unref()
  return true
}

/** A passphrase that was given to us is not the browser's to keep. */
function withoutOurs(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('FUMIKURA_')))
}
