// `node fumikura-verify.cjs [FOLDER]`: verifies an export. Exit code 1 if it fails, 2 if it cannot
// be read. Default folder: the one of this file.
import { verifyBag } from './verify-bag.ts'
import { folderSource } from './folder.ts'

const folder = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? __dirname

void verifyBag(folderSource(folder), () => undefined).then(
  (verdict) => {
    process.stdout.write(`${JSON.stringify(verdict)}\n`)
    process.exitCode = verdict.ok ? 0 : 1
  },
  (error: unknown) => {
    process.stderr.write(`${folder} cannot be read: ${String(error)}\n`)
    process.exitCode = 2
  },
)
