// Builds the program before the tests that start it. Runs only when one of those tests is selected.
import { ensureBuilt } from '../../bin/ensure-built.js'

export async function setup(): Promise<void> {
  await ensureBuilt()
}
