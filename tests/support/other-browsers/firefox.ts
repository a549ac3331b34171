// Debian's Firefox by WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/), without a window.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import { requirePrograms } from '../mail-servers/daemon.ts'
import type { Driver } from './page.ts'

const BROWSER = '/usr/bin/firefox-esr'

export async function openFirefox(): Promise<Driver> {
  await requirePrograms({ [BROWSER]: 'firefox-esr' })
  const profile = await mkdtemp(join(tmpdir(), 'fumikura-firefox-'))
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0']
  const env = { PATH: process.env.PATH, HOME: profile }
  const child = spawn(BROWSER, args, { stdio: ['ignore', 'ignore', 'pipe'], env })
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit')
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const socket = new WebSocket(`${await readAddress(child)}/session`)
    await once(socket, 'open')
    return await openSession(new Commands(socket), end)
  } catch (error) {
    await end()
    throw error
  }
}

async function readAddress(child: ChildProcess): Promise<string> {
  let said = ''
  for await (const line of createInterface({ input: child.stderr! })) {
    said += `${line}\n`
    const [, address] = /WebDriver BiDi listening on (ws:\S+)/.exec(line) ?? []
    if (address !== undefined) return address
  }
  throw new Error(`Firefox ended: ${said}`)
}

async function openSession(commands: Commands, end: () => Promise<void>): Promise<Driver> {
  await commands.run('session.new', { capabilities: {} })
  const tree = await commands.run<{ contexts: { context: string }[] }>('browsingContext.getTree', {})
  const { context } = tree.contexts[0]!
  await commands.run('browsingContext.setViewport', { context, viewport: { width: 390, height: 844 } })
  return {
    goto: (url) => commands.run('browsingContext.navigate', { context, url, wait: 'complete' }),
    run: async (body) => {
      const functionDeclaration = `async () => JSON.stringify((await (async () => { ${body} })()) ?? null)`
      const call = { functionDeclaration, awaitPromise: true, target: { context } }
      const ran = await commands.run<Ran>('script.callFunction', call)
      if (ran.type === 'exception') throw new Error(ran.exceptionDetails.text)
      return JSON.parse(ran.result.value) as unknown
    },
    act: (actions) => commands.run('input.performActions', { context, actions }),
    close: end,
  }
}

type Ran =
  { type: 'success'; result: { value: string } } | { type: 'exception'; exceptionDetails: { text: string } }

type Answer = { id: number; result: never } | { id: number; error: string; message: string }

class Commands {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #count = 0

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (bytes: Buffer) => {
      const answer = JSON.parse(bytes.toString()) as Answer
      this.#waiting.get(answer.id)?.(answer)
      this.#waiting.delete(answer.id)
    })
  }

  async run<Result>(method: string, params: object): Promise<Result> {
    const id = ++this.#count
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve))
    this.#socket.send(JSON.stringify({ id, method, params }))
    const answer = await answered
    if ('error' in answer) throw new Error(`BiDi ${method}: ${answer.error}: ${answer.message}`)
    return answer.result
  }
}
