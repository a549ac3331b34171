// The tour in README.md, typed into an interactive shell by a person who gives both homes a
// passphrase. Only prompts for the passphrase get it, never the shell.
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useTempFolders } from '../support/temp-folder.ts'
import { findFreePort, projectDir, readTour } from './tour.ts'

const tempFolder = useTempFolders()
const hasScript = spawnSync('script', ['--version'], { stdio: 'ignore' }).status === 0
/** No command contains it, so it may appear in no output. */
const PASSPHRASE = 'correct-horse-battery'
const PROMPT = 'at-the-prompt>'

/** A shell like a person's: at a terminal, with job control, and with a known prompt. */
class Terminal {
  readonly #child: ChildProcessWithoutNullStreams
  #text = ''
  #answered = 0
  #prompts = 0

  /** `settings`: a file that the shell reads first. */
  constructor(settings: string) {
    this.#child = spawn('script', ['-qefc', `bash --rcfile ${settings} -i`, '/dev/null'], {
      cwd: projectDir,
      env: { ...process.env, TERM: 'dumb', HISTFILE: '' },
    })
    this.#child.stdout.setEncoding('utf8').on('data', (more: string) => {
      this.#text += more
      this.#answer()
    })
  }

  get text(): string {
    return this.#text
  }

  /** Answers every prompt for a passphrase. */
  #answer(): void {
    const asked = this.#text.match(/(?:Passphrase|\(empty for none\)|Repeat the passphrase): /g)?.length ?? 0
    for (; this.#answered < asked; this.#answered++) this.#child.stdin.write(`${PASSPHRASE}\n`)
  }

  get answered(): number {
    return this.#answered
  }

  /** Waits for the shell's prompt, then types a line. */
  async type(line: string): Promise<void> {
    await this.#atPrompt()
    this.#child.stdin.write(`${line}\n`)
    this.#prompts++
  }

  async end(): Promise<void> {
    await this.#atPrompt()
    const exited = once(this.#child, 'exit')
    this.#child.stdin.write('exit\n')
    await exited
  }

  async #atPrompt(): Promise<void> {
    const deadline = Date.now() + 60_000
    while (this.#text.split(PROMPT).length - 1 <= this.#prompts) {
      if (Date.now() > deadline) throw new Error(`The shell does not come back:\n${this.#text}`)
      await new Promise((passed) => setTimeout(passed, 50))
    }
  }
}

test.skipIf(!hasScript)(
  'the tour works with a passphrase, and the shell never sees the passphrase',
  { timeout: 240_000 },
  async () => {
    const tour = (await readTour())
      .replaceAll('/tmp/fumikura-tour', join(await tempFolder(), 'tour'))
      .replaceAll('4977', String(await findFreePort()))
    const settings = join(await tempFolder(), 'settings')
    await writeFile(settings, `PS1='${PROMPT}'\n`)
    const terminal = new Terminal(settings)
    // A call without an unlock fails at once, with a hint.
    const hint = 'alice list 2>&1 | grep -c "fumikura unlock" | sed "s/^/hinted /"'
    for (const line of tour.split('\n').filter((text) => text.trim() !== '')) {
      if (line.startsWith('alice unlock')) await terminal.type(hint)
      await terminal.type(line)
    }
    await terminal.end()
    const { text } = terminal
    // Each of the two homes asks three times: twice at its creation, once to unlock.
    expect([terminal.answered, text.includes(PASSPHRASE), text.includes('command not found')]).toEqual([
      6,
      false,
      false,
    ])
    expect(text).not.toMatch(/Stopped|HOME_LOCKED|another engine/i)
    for (const said of [
      'hinted 1',
      "alice's home is open",
      'You and alice are contacts now.',
      'notified',
      'sealed',
      'Would it suit you?',
      '[SEALED]',
      'RECALLED',
      'too-late',
      'shared later',
      'cherry (1)',
      'group.png (',
    ])
      expect(text).toContain(said)
  },
)
