// Another account of this machine, while a browser opens and while the engine runs. It reads every
// argument list and environment that it may read, and every file named in them, and tries the port.
// The tests check what it sees, and that none of it gives access.
import { spawn, spawnSync } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/command-line.ts'
import { Place, type Home } from './fumikura.ts'

const NOBODY = 65_534
/** Only root can act as another account, and only Linux has /proc. */
const canBeAnother =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('script', ['--version'], { stdio: 'ignore' }).status === 0
const testAsAnother = test.skipIf(!canBeAnother)

/** The other account: prints as JSON what it found and which answers it got. */
const SPY = `
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
const attempt = (act) => { try { return act() } catch { return null } }
const [, , port, dir] = process.argv
// Other processes run on this machine too.
const isOurs = (text) => text.includes(dir) || text.includes(':' + port)
const texts = []
for (const pid of readdirSync('/proc').filter((name) => /^\\d+$/.test(name)))
  for (const part of ['cmdline', 'environ']) {
    const text = attempt(() => readFileSync('/proc/' + pid + '/' + part, 'latin1'))
    if (text !== null && Number(pid) !== process.pid && isOurs(text)) texts.push({ part, text })
  }
const seen = texts.map(({ text }) => text).join('\\0')
const secrets = [...new Set(seen.match(/[0-9a-f]{32,}/g) ?? [])]
const links = [...new Set(seen.match(/http:\\/\\/(?:127\\.0\\.0\\.1|localhost):\\d+[^\\s\\0]*/g) ?? [])]
const files = [...new Set(seen.match(/\\/[^\\s\\0]*\\.html/g) ?? [])].map((path) => {
  const text = attempt(() => readFileSync(path, 'utf8'))
  return { path, text }
})
const listening = readFileSync('/proc/net/tcp', 'latin1').split('\\n').map((line) => line.trim().split(/\\s+/))
  .filter(([, local, , state]) => state === '0A' && /^(0100007F|00000000):/.test(local ?? ''))
  .map(([, local]) => parseInt(local.split(':')[1], 16))
const answers = []
// A fetch whose connection is reset may never settle, and its time-out keeps no process alive.
const alive = setInterval(() => undefined, 1000)
if (!listening.includes(Number(port))) answers.push(['not listening', 0])
else {
  const ask = async (path, options) => (await fetch('http://127.0.0.1:' + port + path, { ...options, signal: AbortSignal.timeout(5000) })).status
  answers.push(['GET /', await ask('/').catch(() => 0)])
  for (const secret of [...secrets, process.env.CODE])
    answers.push(['POST /session', await ask('/session', { method: 'POST', body: secret }).catch(() => 0)])
}
clearInterval(alive)
console.log(JSON.stringify({ uid: process.getuid(), secrets, links, files, answers }))
`

let place: Place
let alice: Home
let spyPath: string
beforeAll(async () => {
  place = await Place.make({ hasDht: false, hasProcesses: true })
  alice = place.home('alice')
  await alice.get(['new', '--name', 'alice'])
  // The other account must reach its own script. The homes have permissions of their own.
  await chmod(place.dir, 0o711)
  spyPath = join(place.dir, 'spy.mjs')
  await writeFile(spyPath, SPY)
})
afterAll(() => place.remove())

interface Seen {
  uid: number
  secrets: string[]
  links: string[]
  files: { path: string; text: string | null }[]
  answers: [asked: string, status: number][]
}

/** Returns the view of the other account. `code`: a valid code, as if the account had found one. */
function spy(port: string, code: string): Seen {
  const { stdout, stderr, status, signal, error } = spawnSync(process.execPath, [spyPath, port, place.dir], {
    ...{ uid: NOBODY, gid: NOBODY, encoding: 'utf8', cwd: '/' },
    env: { PATH: process.env.PATH, CODE: code },
  })
  if (stdout === '') throw new Error(`${stderr} (exit ${status}, ${signal})`, { cause: error })
  return JSON.parse(stdout) as Seen
}

/**
 * Runs `up` at a terminal with a display, until the test ends. The browser is a program that only
 * keeps running. Returns the output and the browser's argument.
 */
async function upAtDisplay(): Promise<{ printed: () => string; opened: string }> {
  const bin = join(place.dir, 'bin')
  const argument = join(bin, 'argument')
  await mkdir(bin, { recursive: true })
  await writeFile(
    join(bin, 'xdg-open'),
    `#!/bin/sh\nprintf %s "$1" > ${argument}.new\nmv ${argument}.new ${argument}\nsleep 60\n`,
  )
  await chmod(join(bin, 'xdg-open'), 0o755)
  const launcher = join(import.meta.dirname, '../../bin/fumikura.js')
  const command = `${process.execPath} ${launcher} up --home ${alice.dir} --lan off --bootstrap 127.0.0.1:9`
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    env: { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}`, DISPLAY: ':0' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  onTestFinished(async () => {
    child.stdin.write('\u0003')
    await ended
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more))
  const opened = await eventually(
    'the browser is started',
    () => readFile(argument, 'utf8').catch(() => ''),
    (found) => found !== '',
  )
  await eventually(
    'it is ready',
    async () => text,
    (said) => said.includes('Ctrl-C'),
  )
  return { printed: () => text, opened }
}

testAsAnother(
  'while the browser opens, no argument, environment or file that others can read gives access to a session',
  async () => {
    const { printed, opened } = await upAtDisplay()
    expect(opened).toMatch(/\/alice\/open-[0-9a-f]{16}\.html$/)
    const [, link = '', port = ''] = /(http:\/\/127\.0\.0\.1:(\d+)\/#code=[0-9a-f]{64})/.exec(printed())!
    const seen = spy(port, new URL(link).hash.replace('#code=', ''))
    // It sees the file's name but cannot read the file, and even a valid code gives it no session.
    expect(seen).toEqual({
      uid: NOBODY,
      secrets: [],
      links: [],
      files: [{ path: opened, text: null }],
      answers: [
        ['GET /', 0],
        ['POST /session', 0],
      ],
    })
    // The owner can read the file and use its code once; then the file is deleted.
    const [redirect = ''] = /http:\/\/127[^"]*#code=[0-9a-f]{64}/.exec(await readFile(opened, 'utf8'))!
    const come = async (body: string): Promise<number> =>
      (await fetch(`http://127.0.0.1:${port}/session`, { method: 'POST', body })).status
    const code = new URL(redirect).hash.replace('#code=', '')
    expect([await come(code), await come(code)]).toEqual([200, 401])
    await eventually(
      'the file is gone',
      () =>
        readFile(opened).then(
          () => true,
          () => false,
        ),
      (is) => !is,
    )
  },
)

testAsAnother('`open` gives a link to the owner, and no part of it to another account', async () => {
  const { url } = await alice.up()
  const { port } = new URL(url)
  const link = await alice.get<{ url: string; file: string }>(['open'])
  expect(link.url).not.toBe(url)
  const seen = spy(port, new URL(link.url).hash.replace('#code=', ''))
  expect([seen.secrets, seen.links, seen.answers]).toEqual([
    [],
    [],
    [
      ['GET /', 0],
      ['POST /session', 0],
    ],
  ])
  await alice.down()
})
