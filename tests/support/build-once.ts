// Makes the build before the tests that start the real program, and only if one of those was asked for.
import { ensureBuilt } from '../../bin/ensure-built.js'

export async function setup(): Promise<void> {
  await ensureBuilt()
}
