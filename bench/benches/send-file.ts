// Sends one file as an attachment; `files` and `film` begin with it.
import type { FileId, RefText } from '../../src/core/contract/index.ts'
import type { PersonProcess } from '../processes/people.ts'

/** Sends `file` to bob as his `nth` letter, and waits until it has arrived. */
export async function sendFile(
  { alice, bob }: { alice: PersonProcess; bob: PersonProcess },
  file: FileId,
  nth: number,
): Promise<RefText> {
  const ref = await alice.run('send', { to: ['bob'], bytes: 400, attachments: [file] })
  await bob.run('waitForArrivals', nth)
  return ref
}
