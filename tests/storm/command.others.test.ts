// `npm run storm` bundles the storm, plays the scenarios that its arguments name, and prints a summary.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectDir } from '../support/child.ts'

async function run(words: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const child = spawn(process.execPath, [join(projectDir, 'bin/storm.js'), ...words])
  const said = { out: '', err: '' }
  child.stdout.on('data', (text) => (said.out += String(text)))
  child.stderr.on('data', (text) => (said.err += String(text)))
  const [code] = (await once(child, 'close')) as [unknown]
  return { code, ...said }
}

test('the command plays the named scenarios and ends with its summary', async () => {
  const { code, out } = await run(['--seed', '1', '--minutes', '0.05', 'model', 'strangers'])
  expect(code).toBe(0)
  expect(out).toMatch(/^storm: seed 1, 0.05 min\n/)
  expect(out.trimEnd().split('\n').at(-1)).toMatch(
    /^storm: seed 1, \d+ s: .*model sequences.*frames refused.* · 0 findings$/,
  )
})

test('an unknown scenario is refused, and the known ones are listed', async () => {
  const { code, err } = await run(['hurricane'])
  expect(code).toBe(2)
  expect(err).toContain('disk-damage')
})
