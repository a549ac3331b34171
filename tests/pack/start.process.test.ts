// `npm start` as a process, with a stand-in for the package `electron`: what it starts, what it
// prints, and how it ends.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const binDir = resolve(import.meta.dirname, '../../bin')

/** Runs startApp like bin/start.js, with other paths; instead of a browser it prints a line. */
const LAUNCHER = `
import { startApp } from ${JSON.stringify(join(binDir, 'start-app.js'))}
const [dir, ...words] = process.argv.slice(1)
process.exitCode = await startApp({
  words,
  env: process.env,
  appDir: 'the-app',
  electronDir: dir + '/electron',
  failurePath: dir + '/cache/failed.json',
  isRoot: false,
  say: (sentence) => console.error(sentence),
  openBrowser: async (words) => {
    console.log('browser ' + JSON.stringify(words))
    return 0
  },
})
`

/** A runtime that prints its arguments. Its environment sets its exit code or a signal to await. */
const RUNTIME = `#!${process.execPath}
console.log('desktop ' + process.argv.slice(2).join(' ') + ' ' + (process.env.ELECTRON_RUN_AS_NODE ?? 'as-electron'))
const { STAND_IN_CODE } = process.env
if (STAND_IN_CODE !== undefined) process.exit(Number(STAND_IN_CODE))
setInterval(() => {}, 1000)
process.once('SIGINT', () => {
  console.log('one signal')
  process.exit(0)
})
`

const INSTALLER = `
const { writeFileSync, mkdirSync, copyFileSync } = require('fs')
const dir = __dirname
mkdirSync(dir + '/dist', { recursive: true })
copyFileSync(dir + '/runtime', dir + '/dist/electron')
writeFileSync(dir + '/dist/version', 'v9.9.9')
writeFileSync(dir + '/path.txt', 'electron')
`

let dir: string
const running = new Set<ChildProcess>()

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fumikura-start-'))
  await mkdir(join(dir, 'electron'))
  await writeFile(join(dir, 'electron/package.json'), JSON.stringify({ name: 'electron', version: '9.9.9' }))
  await writeFile(join(dir, 'electron/runtime'), RUNTIME)
  await chmod(join(dir, 'electron/runtime'), 0o755)
  await installBy(INSTALLER)
})
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
  await rm(dir, { recursive: true, force: true })
})

function installBy(script: string): Promise<void> {
  return writeFile(join(dir, 'electron/install.js'), script)
}

function begin(words: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', LAUNCHER, dir, ...words], {
    env: { PATH: process.env.PATH ?? '', DISPLAY: ':97', ...env },
  })
  running.add(child)
  const texts = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text))
  return { child, texts, closed: once(child, 'close') as Promise<[number | null]> }
}

async function start(words: string[], env?: Record<string, string>) {
  const { texts, closed } = begin(words, env)
  const [code] = await closed
  return { code, ...texts }
}

const unlessWindows = process.platform === 'win32' ? describe.skip : describe

unlessWindows('npm start with a display', () => {
  it('fetches the runtime once, with a notice, and starts the app in it', async () => {
    const env = { STAND_IN_CODE: '0', ELECTRON_RUN_AS_NODE: '1' }
    const first = await start([], env)
    expect(first).toMatchObject({ code: 0, stdout: 'desktop the-app as-electron\n' })
    expect(first.stderr).toContain('Downloading')
    expect(await start([], env)).toEqual({ code: 0, stdout: 'desktop the-app as-electron\n', stderr: '' })
  })

  it('opens the browser at once if the download fails, gives the reason, and does not retry for a day', async () => {
    await installBy(
      "console.error('RequestError: getaddrinfo ENOTFOUND github.test\\n    at x'); process.exit(1)",
    )
    const first = await start([])
    expect(first).toMatchObject({ code: 0, stdout: 'browser []\n' })
    expect(first.stderr).toContain('(RequestError: getaddrinfo ENOTFOUND github.test)')
    // No second download, although it would work now; `--desktop` forces one.
    await installBy(INSTALLER)
    const second = await start([])
    expect(second.stdout).toBe('browser []\n')
    expect(second.stderr).not.toContain('Downloading')
    expect((await start(['--desktop'], { STAND_IN_CODE: '0' })).stdout).toBe('desktop the-app as-electron\n')
    // A success leaves no record of a failure.
    await expect(readFile(join(dir, 'cache/failed.json'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('retries after an update of Electron, and after a truncated record of the failure', async () => {
    await mkdir(join(dir, 'cache'))
    const env = { STAND_IN_CODE: '0' }
    for (const text of [JSON.stringify({ version: '9.9.8', atMs: Date.now() }), '{"vers']) {
      await writeFile(join(dir, 'cache/failed.json'), text)
      await rm(join(dir, 'electron/dist'), { recursive: true, force: true })
      expect((await start([], env)).stdout).toBe('desktop the-app as-electron\n')
    }
    // A runtime whose version differs from its package is fetched again.
    await writeFile(join(dir, 'electron/dist/version'), 'v9.9.8')
    expect((await start([], env)).stderr).toContain('Downloading')
  })

  it('opens the browser if the download reports success but leaves no runtime', async () => {
    await installBy('')
    expect(await start([])).toMatchObject({ code: 0, stdout: 'browser []\n' })
  })

  it('opens the browser if the desktop does not start', async () => {
    const { code, stdout, stderr } = await start([], { STAND_IN_CODE: '127' })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'desktop the-app as-electron\nbrowser []\n' })
    expect(stderr).toContain('exit code 127')
  })

  it('ends with the app at Ctrl-C, and the app gets the signal once', async () => {
    const { child, texts, closed } = begin([])
    await waitFor(() => texts.stdout.includes('desktop'))
    child.kill('SIGINT')
    expect(await closed).toEqual([0, null])
    expect(texts.stdout).toBe('desktop the-app as-electron\none signal\n')
  })

  it('ends at Ctrl-C during a download, which does not count as a failure', async () => {
    await installBy("console.log('fetching'); setInterval(() => {}, 1000)")
    const { child, texts, closed } = begin([])
    await waitFor(() => texts.stdout.includes('fetching'))
    child.kill('SIGINT')
    expect(await closed).toEqual([130, null])
    expect(texts.stdout).toBe('fetching\n')
    await expect(readFile(join(dir, 'cache/failed.json'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('npm start without a display', () => {
  it('serves the app for a browser, with the output of `fumikura up`, until a signal', async () => {
    const words = ['--browser', '--home', join(dir, 'home'), '--lan', 'off', '--bootstrap', '127.0.0.1:1']
    const child = spawn(process.execPath, [join(binDir, 'start.js'), ...words, '--no-open', '--json'], {
      env: { PATH: process.env.PATH ?? '', HOME: dir },
    })
    running.add(child)
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    await waitFor(() => stdout.includes('\n'))
    const { url } = JSON.parse(stdout) as { url: string }
    expect((await fetch(url)).status).toBe(200)
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
  })
})

async function waitFor(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20))
}
