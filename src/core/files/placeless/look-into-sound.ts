// Looks into sounds, which are not changed: a cover that says where it was taken, and what a recorder writes of where it is.
import { setImmediate } from 'node:timers/promises'
import { partOf } from './bytes.ts'
import { hasGpsMark } from './gps-mark.ts'
import type { LookedAt } from './look-into.ts'
import { PlaceRemains } from './place-remains.ts'
import { saysPlaceStill } from './second-look.ts'

const WINDOW_BYTES = 1024 * 1024
const OVERLAP_BYTES = 64
/** Covers and notes are at the beginning of a sound, or at its end. */
const HEAD_BYTES = 32 * 1024 * 1024
const TAIL_BYTES = 8 * 1024 * 1024

/** @throws PlaceRemains */
export async function lookIntoSound({ read, size }: LookedAt): Promise<void> {
  const head = Math.min(size, HEAD_BYTES)
  await lookAt(partOf(read, 0, head), head)
  const tailAt = Math.max(head, size - TAIL_BYTES)
  await lookAt(partOf(read, tailAt, size), size - tailAt)
}

async function lookAt(read: LookedAt['read'], size: number): Promise<void> {
  for (let at = 0; at < size; at += WINDOW_BYTES) {
    if (hasGpsMark(await read(at, WINDOW_BYTES + OVERLAP_BYTES)))
      throw new PlaceRemains('seen', 'Its cover says where it was taken.')
    await setImmediate()
  }
  if (await saysPlaceStill(read, size, [])) throw new PlaceRemains('seen', 'It says a place.')
}
