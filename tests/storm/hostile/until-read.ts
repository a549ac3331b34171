// Waits until everything that mallory has written so far is read.
import type { Victims } from './victims.ts'

/** Writes one more letter and waits for it, because alice reads the feed in order. */
export async function untilRead(victims: Victims): Promise<void> {
  const made = await victims.make()
  await victims.announce(made, victims.openTo(made))
  await victims.arrival(victims.alice, made.refText)
}
