// A log of crashes: one JSON line per event, next to Electron's own files, for the person to read
// and pass on. Nothing is uploaded. An entry contains the last output of a process; the engine's
// log never contains the text of a letter.
import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { CrashEntry } from '../../core/contract/index.ts'
import { DEMO_NAME } from './demo.ts'
import type { ElectronParts } from './electron-parts.ts'
import { ENGINE_NAME } from './engine-process.ts'

const MAX_FILE_BYTES = 512 * 1024
const MAX_ENTRIES = 50
/** Per entry, so that a shortened log is small. */
const MAX_REASON_CHARS = 500
const MAX_TEXT_CHARS = 8192

export class CrashLog {
  readonly #path: string
  readonly #now: () => number

  constructor(path: string, now: () => number) {
    this.#path = path
    this.#now = now
  }

  /** Writes synchronously, because this process may end at any moment. Ignores a full disk. */
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
      // A log that cannot be written must not stop the processes that still run.
    }
  }

  /** Returns the entries, the latest first. */
  read(): CrashEntry[] {
    return this.#lines().flatMap(parseEntry).toReversed().slice(0, MAX_ENTRIES)
  }

  #shorten(): void {
    const kept = this.#lines().slice(-MAX_ENTRIES)
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
    // The crash that this line reports cut it off.
  }
  return []
}

/**
 * Watches pages, Electron's helper processes and main itself; EngineProcess reports the end of the
 * engine.
 */
export function watchForCrashes(app: ElectronParts['app'], node: NodeJS.Process, log: CrashLog): void {
  app.on('render-process-gone', (_event, _contents, { reason, exitCode }) => {
    if (reason !== 'clean-exit') log.write('page', `${reason} (${exitCode})`, '')
  })
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    // This app ends the demo world with a signal.
    if (name === ENGINE_NAME || (name === DEMO_NAME && reason === 'killed')) return
    if (reason !== 'clean-exit') log.write(name ?? type, `${reason} (${exitCode})`, '')
  })
  node.on('uncaughtExceptionMonitor', (error) => log.write('main', error.message, error.stack ?? ''))
}
