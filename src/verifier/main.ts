// `node fumikura-verify.cjs [FOLDER]`: is this export what its authors stored? Exit code 1 when not. Without FOLDER: where it lies itself.
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { verifyBag } from './bag.ts'

export async function main(words: string[], here: string): Promise<number> {
  const folder = words.find((word) => !word.startsWith('--')) ?? here
  async function* list(under = folder): AsyncGenerator<string> {
    for (const entry of await readdir(under, { withFileTypes: true }))
      if (entry.isDirectory()) yield* list(join(under, entry.name))
      else yield relative(folder, join(under, entry.name)).split(sep).join('/')
  }
  const verdict = await verifyBag({ list, read: (path) => createReadStream(join(folder, path)) })
  process.stdout.write(`${JSON.stringify(verdict)}\n`)
  return verdict.ok ? 0 : 1
}
