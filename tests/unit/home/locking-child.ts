// A process that locks the home in the given folder, prints the result, and waits
// until it is killed.
import { writeSync } from 'node:fs'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { lockHome } from '../../../src/core/home/index.ts'

const answer = await lockHome(process.argv[2]!).then(
  () => 'locked',
  (error: unknown) => (isEngineError(error) ? error.code : String(error)),
)
writeSync(1, `${answer}\n`)
setInterval(() => undefined, 60_000)
