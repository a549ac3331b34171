// Opens the app in the person's browser, where there is one to be seen.
import { spawn } from 'node:child_process'

type Opener = readonly [command: string, ...args: string[]]

/** The platform's way to open a URL, or null without a display. */
export function findOpener(platform: string, env: Record<string, string | undefined>): Opener | null {
  if (platform === 'darwin') return ['open']
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : null
}

/** Never fails: the URL is printed anyway. */
export function openBrowser(url: string, platform: string, env: Record<string, string | undefined>): void {
  const opener = findOpener(platform, env)
  if (opener === null) return
  const [command, ...args] = opener
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
