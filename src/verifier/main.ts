// `node fumikura-verify.cjs [FOLDER]`: is this export what its authors stored? Exit code 1 when not. Without FOLDER: where it lies itself.
import { verifyBag } from './bag.ts'
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
