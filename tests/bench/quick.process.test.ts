// `npm run bench -- --quick` as a process: every figure is printed, beside its rival. No figure is
// judged.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Findings } from '../../bench/bench.ts'
import { projectDir } from '../support/child.ts'
import { useTempFolders } from '../support/temp-folder.ts'

const makeFolder = useTempFolders()
const NAMES = ['send', 'notice', 'reference', 'files', 'stations', 'portable']

test('the quick bench ends with figures for every requested measure', { timeout: 300_000 }, async () => {
  const path = join(await makeFolder(), 'figures.json')
  const words = [...NAMES, '--quick', '--json', path]
  const child = spawn(process.execPath, [join(projectDir, 'bin/bench.js'), ...words])
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)))
  const [code] = (await once(child, 'close')) as [unknown]
  expect(code, said).toBe(0)
  const { benches } = JSON.parse(await readFile(path, 'utf8')) as { benches: (Findings & { name: string })[] }
  expect(benches.map(({ name }) => name)).toEqual(NAMES)
  const rows = benches.flatMap(({ rows: ofOne }) => ofOne)
  expect(rows.length).toBeGreaterThan(NAMES.length)
  for (const { own, rival } of rows) {
    expect(own.median).toBeGreaterThan(0)
    if (rival !== null) expect(rival.median).toBeGreaterThan(0)
  }
})
