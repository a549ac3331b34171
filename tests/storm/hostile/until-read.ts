// Waits until everything that mallory has written so far is read.
import type { Victims } from './victims.ts'

/** A letter behind it has come: alice has read her feed up to there. */
export async function untilRead(victims: Victims): Promise<void> {
  const made = await victims.make()
  await victims.announce(made, victims.openTo(made))
  await victims.arrival(victims.alice, made.refText)
}
