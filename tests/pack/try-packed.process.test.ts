// The trial of a packed app, with programs that behave like an app and programs that do not. The
// trial must be able to fail.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const OPENS = "require('fs').writeFileSync(process.env.FUMIKURA_HOME + '/lock', '');"
const STAYS = 'setInterval(() => {}, 1000);'
const ENDS = "process.once('SIGTERM', () => process.exit(0));"

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fumikura-try-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

async function tryProgram(script: string) {
  const path = join(dir, `${Math.random()}.cjs`)
  await writeFile(path, script)
  const trial = resolve(import.meta.dirname, '../../packing/try-packed.js')
  const child = spawn(process.execPath, [trial, process.execPath, path], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, said: said.trim() }
}

describe.concurrent('the trial of a packed app', () => {
  it('passes for an app that opens its home, stays, and ends on request', async () => {
    expect((await tryProgram(OPENS + ENDS + STAYS)).code).toBe(0)
  })

  it.each([
    ['ends before it opened a home', '', 'No engine opened the home.'],
    ['ends soon after its start', `${OPENS} setTimeout(() => {}, 1000)`, 'It ended too early.'],
  ])('fails for an app that %s', async (_what, script, said) => {
    expect(await tryProgram(script)).toEqual({ code: 1, said })
  })

  it.skipIf(process.platform === 'win32')('fails for an app that crashes on the request to end', async () => {
    expect(await tryProgram(OPENS + STAYS)).toEqual({ code: 1, said: 'It did not end in order (SIGTERM).' })
  })
})
