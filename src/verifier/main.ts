// `node fumikura-verify.cjs [FOLDER]`: is this export what its authors stored? Exit code 1 when not. Without FOLDER: where it lies itself.
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { verifyBag } from './bag.ts'

const folder = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? __dirname

async function* list(under = folder): AsyncGenerator<string> {
  for (const entry of await readdir(under, { withFileTypes: true }))
    if (entry.isDirectory()) yield* list(join(under, entry.name))
    else yield relative(folder, join(under, entry.name)).split(sep).join('/')
}

void verifyBag({ list, read: (path) => createReadStream(join(folder, path)) }, () => undefined).then(
  (verdict) => {
    process.stdout.write(`${JSON.stringify(verdict)}\n`)
    process.exitCode = verdict.ok ? 0 : 1
  },
  (error: unknown) => {
    process.stderr.write(`${folder} cannot be read: ${String(error)}\n`)
    process.exitCode = 2
  },
)
