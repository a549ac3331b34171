// The kept corpus: for each decoder, inputs that once reached a new outcome, in tests/storm/corpus.
// Every storm tries them first. FUMIKURA_KEEP_CORPUS=1 adds the new ones of a storm.
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectDir } from '../../support/child.ts'

const folder = join(projectDir, 'tests/storm/corpus')
const MAX_KEPT = 60
const MAX_KEPT_BYTES = 2000

export async function readCorpus(name: string): Promise<Buffer[]> {
  const path = join(folder, `${name}.txt`)
  if (!existsSync(path)) return []
  const lines = (await readFile(path, 'utf8')).split('\n')
  return lines.filter((line) => line !== '').map((line) => Buffer.from(line, 'base64'))
}

/** Does nothing unless FUMIKURA_KEEP_CORPUS is 1. One line of base64 for each input. */
export async function keepInCorpus(name: string, fresh: readonly Buffer[]): Promise<void> {
  if (process.env.FUMIKURA_KEEP_CORPUS !== '1') return
  const known = await readCorpus(name)
  const small = fresh.filter(({ length }) => length <= MAX_KEPT_BYTES)
  const lines = [...new Set([...known, ...small].map((bytes) => bytes.toString('base64')))].slice(0, MAX_KEPT)
  if (lines.length > 0) await writeFile(join(folder, `${name}.txt`), `${lines.join('\n')}\n`)
}
