// Opens the app in the person's browser, if this session has a display.
import { spawn } from 'node:child_process'

type Env = Record<string, string | undefined>
type Opener = readonly [command: string, ...args: string[]]

/** Returns the platform's command that opens a file, or null without a display. */
export function findOpener(platform: string, env: Env): Opener | null {
  if (platform === 'darwin') return ['open']
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : null
}

/**
 * Opens `file`, which redirects to the page. The link itself must not be an argument, because every
 * account of the machine can read arguments.
 * False without a display. Whether a browser really opened is unknown.
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

/** A passphrase in the environment must not be passed to the browser. */
function withoutOurs(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('FUMIKURA_')))
}
