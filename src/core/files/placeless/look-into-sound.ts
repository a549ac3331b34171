// Searches sound files, which are never changed, for a location: in the cover picture, and in the
// notes of a recorder.
import { turn } from '../../base/index.ts'
import { readRun } from './base64-files.ts'
import { partOf, readerOf } from './bytes.ts'
import { hasGpsMark } from './gps-mark.ts'
import type { LookedAt } from './look-into.ts'
import { PlaceRemains } from './place-remains.ts'
import { saysPlaceStill } from './second-look.ts'

const WINDOW_BYTES = 1024 * 1024
const OVERLAP_BYTES = 64
/** Covers and notes are near the beginning or the end of a sound file. */
const HEAD_BYTES = 32 * 1024 * 1024
const TAIL_BYTES = 8 * 1024 * 1024

/** @throws PlaceRemains */
export async function lookIntoSound({ read, size }: LookedAt): Promise<void> {
  const head = Math.min(size, HEAD_BYTES)
  await searchPart(partOf(read, 0, head), head)
  const tailAt = Math.max(head, size - TAIL_BYTES)
  await searchPart(partOf(read, tailAt, size), size - tailAt)
}

async function searchPart(read: LookedAt['read'], size: number): Promise<void> {
  for (let at = 0; at < size; at += WINDOW_BYTES) {
    const window = await read(at, WINDOW_BYTES + OVERLAP_BYTES)
    if (hasGpsMark(window) || (await hasPlacedCover(window)))
      throw new PlaceRemains('seen', 'Its cover says where it was taken.')
    await turn.pass()
  }
  if (await saysPlaceStill(read, size, [])) throw new PlaceRemains('seen', 'It contains a location.')
}

/** The comments of Ogg files hold a cover in base64. */
const COVER = /(?:METADATA_BLOCK_PICTURE|COVERART)=/gi

async function hasPlacedCover(window: Buffer): Promise<boolean> {
  const text = window.toString('latin1')
  for (const { 0: name, index } of text.matchAll(COVER)) {
    const cover = Buffer.from(readRun(text, index + name.length).base64, 'base64')
    if (hasGpsMark(cover) || (await saysPlaceStill(readerOf(cover), cover.byteLength, []))) return true
  }
  return false
}
