// Runs `npm run bench -- --quick` as a process: every figure is printed, beside its rival. No figure
// is judged.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Findings } from '../../bench/bench.ts'
import { projectDir } from '../support/child.ts'

/** Fails if one of these benches ends without figures. `folder` gets the file with them. */
export async function runQuick(names: readonly string[], folder: string): Promise<void> {
  const path = join(folder, 'figures.json')
  const words = [...names, '--quick', '--json', path]
  const child = spawn(process.execPath, [join(projectDir, 'bin/bench.js'), ...words])
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)))
  const [code] = (await once(child, 'close')) as [unknown]
  expect(code, said).toBe(0)
  const { benches } = JSON.parse(await readFile(path, 'utf8')) as { benches: (Findings & { name: string })[] }
  expect(benches.map(({ name }) => name)).toEqual(names)
  const rows = benches.flatMap(({ rows: ofOne }) => ofOne)
  expect(rows.length).toBeGreaterThan(names.length)
  for (const { unit, own, rival } of rows) {
    // The growth of a file is counted in pages, so that a few letters can be none.
    for (const side of rival === null ? [own] : [own, rival])
      if (unit === 'bytes') expect(side.median).not.toBeNaN()
      else expect(side.median).toBeGreaterThan(0)
  }
}
