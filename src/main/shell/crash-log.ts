// What went down, and when: one JSON line per event beside Electron's own files, for the person to read and to hand on.
// Nothing is uploaded. Lines hold what a process printed last; the engine's log never holds a letter's text.
import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { CrashEntry } from '../../core/contract/index.ts'
import { DEMO_NAME } from './demo.ts'
import type { ElectronParts } from './electron-parts.ts'
import { ENGINE_NAME } from './engine-process.ts'

const MAX_FILE_BYTES = 512 * 1024
const MAX_TOLD = 50
/** Of one entry, so that a shortened log is short. */
const MAX_REASON_CHARS = 500
const MAX_TEXT_CHARS = 8192

export class CrashLog {
  readonly #path: string
  readonly #now: () => number

  constructor(path: string, now: () => number) {
    this.#path = path
    this.#now = now
  }

  /** At once and synchronously: the next line of this process may never run. A full disk is not made worse. */
  write(process: string, reason: string, text: string): void {
    const entry: CrashEntry = {
      at: new Date(this.#now()).toISOString(),
      process,
      reason: reason.slice(0, MAX_REASON_CHARS),
      text: text.slice(-MAX_TEXT_CHARS),
    }
    try {
      mkdirSync(dirname(this.#path), { recursive: true })
      appendFileSync(this.#path, `${JSON.stringify(entry)}\n`, { mode: 0o600 })
      if (statSync(this.#path).size > MAX_FILE_BYTES) this.#shorten()
    } catch {
      // A log that cannot be written must not bring down what still runs.
    }
  }

  /** Latest first. */
  read(): CrashEntry[] {
    return this.#lines().flatMap(parseEntry).toReversed().slice(0, MAX_TOLD)
  }

  #shorten(): void {
    const kept = this.#lines().slice(-MAX_TOLD)
    writeFileSync(this.#path, kept.map((line) => `${line}\n`).join(''), { mode: 0o600 })
  }

  #lines(): string[] {
    try {
      return readFileSync(this.#path, 'utf8').split('\n').filter(Boolean)
    } catch {
      return []
    }
  }
}

function parseEntry(line: string): CrashEntry[] {
  try {
    const { at, process, reason, text } = JSON.parse(line) as Partial<CrashEntry>
    if ([at, process, reason, text].every((field) => typeof field === 'string'))
      return [{ at: at!, process: process!, reason: reason!, text: text! }]
  } catch {
    // Cut off in the middle by the very crash it tells of.
  }
  return []
}

/** Pages, helpers of Electron, and main itself; the engine's end is told by whoever started it. */
export function watchForCrashes(app: ElectronParts['app'], node: NodeJS.Process, log: CrashLog): void {
  app.on('render-process-gone', (_event, _contents, { reason, exitCode }) => {
    if (reason !== 'clean-exit') log.write('page', `${reason} (${exitCode})`, '')
  })
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    // The demo world is ended by a signal of ours.
    if (name === ENGINE_NAME || (name === DEMO_NAME && reason === 'killed')) return
    if (reason !== 'clean-exit') log.write(name ?? type, `${reason} (${exitCode})`, '')
  })
  node.on('uncaughtExceptionMonitor', (error) => log.write('main', error.message, error.stack ?? ''))
}
