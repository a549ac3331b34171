// Prints the engine's log on a terminal: one line per event on stderr, by default warnings and
// errors only.
import type { Log } from '../../core/index.ts'

const LEVELS = ['debug', 'info', 'warn', 'error'] as const

/** FUMIKURA_LOG sets the lowest level that is printed: debug, info, warn (default) or error. */
export function createTerminalLog(
  stderr: { write(text: string): unknown },
  env: Record<string, string | undefined>,
): Log {
  const asked = LEVELS.findIndex((level) => level === env.FUMIKURA_LOG)
  const least = asked === -1 ? LEVELS.indexOf('warn') : asked
  const writer =
    (level: (typeof LEVELS)[number]) =>
    (event: string, facts?: Record<string, unknown>): void => {
      if (LEVELS.indexOf(level) < least) return
      const details = facts === undefined ? '' : ` ${JSON.stringify(facts)}`
      stderr.write(`${new Date().toISOString()} ${level} ${event}${details}\n`)
    }
  return { debug: writer('debug'), info: writer('info'), warn: writer('warn'), error: writer('error') }
}
