// `npm run demo` plays to its end, exits with 0, and leaves nothing behind.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../support/command-line.ts'

const launcher = resolve(import.meta.dirname, '../../bin/demo.js')
let folder: string
let demo: ChildProcess
let transcript: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-demo-test-'))
})

afterEach(async () => {
  demo.kill('SIGTERM')
  await exitCode()
  await rm(folder, { recursive: true, force: true })
})

/** Runs in its own temporary folder, so that leftovers are visible. */
function startDemo(...words: string[]): void {
  transcript = ''
  demo = spawn(process.execPath, [launcher, ...words], { env: { ...process.env, TMPDIR: folder } })
  for (const stream of [demo.stdout!, demo.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => (transcript += text))
  }
}

async function exitCode(): Promise<number | null> {
  if (demo.exitCode === null && demo.signalCode === null) await once(demo, 'close')
  return demo.exitCode
}

async function homesLeft(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('fumikura-demo-'))
}

test('the demo plays all its acts and leaves nothing behind', { timeout: 240_000 }, async () => {
  startDemo('--once')
  const code = await exitCode()
  // On failure the transcript shows the act.
  expect([code, code === 0 ? '' : transcript]).toEqual([0, ''])
  expect(transcript).toMatch(/All \d+ acts succeeded in/)
  expect(transcript).not.toContain('\u001b[')
  expect(await homesLeft()).toEqual([])
})

test('a signal during the demo ends it with every process that it started', async () => {
  startDemo()
  await eventually(
    'the story has begun',
    async () => transcript,
    (text) => text.includes('\n 2  '),
  )
  demo.kill('SIGTERM')
  expect(await exitCode()).toBe(1)
  expect(await homesLeft()).toEqual([])
})
