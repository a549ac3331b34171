// The possible damages of a backup file, and which of its bytes each leaves unchanged.
import type { Random } from '../random.ts'

/** Changed bytes: from `start`, up to but without `end`. */
export type Stretch = readonly [start: number, end: number]

export interface Damaged {
  bytes: Buffer
  how: string
  stretches: Stretch[]
}

export const DAMAGES = ['flips', 'cut', 'hole', 'noise', 'torn', 'longer'] as const

/**
 * @param whole the current file
 * @param before the file after the previous run
 */
export function damage(whole: Buffer, before: Buffer, random: Random): Damaged {
  const how = random.pick(DAMAGES)
  const bytes = Buffer.from(whole)
  switch (how) {
    case 'flips': {
      const places = Array.from({ length: random.between(1, 8) }, () => random.below(bytes.length))
      for (const place of places) bytes[place]! ^= 1 << random.below(8)
      return { bytes, how, stretches: places.map((place) => [place, place + 1]) }
    }
    case 'cut': {
      const end = random.below(bytes.length)
      return { bytes: bytes.subarray(0, end), how, stretches: [[end, bytes.length]] }
    }
    case 'hole':
    case 'noise': {
      const start = random.below(bytes.length)
      const end = Math.min(bytes.length, start + random.between(1, 16_384))
      for (let at = start; at < end; at++) bytes[at] = how === 'hole' ? 0 : random.below(256)
      return { bytes, how, stretches: [[start, end]] }
    }
    case 'torn': {
      // Killed while writing: the file has the previous run and a part of the new one.
      const end = random.between(before.length, Math.max(before.length, whole.length - 1))
      return {
        bytes: Buffer.concat([before, whole.subarray(before.length, end)]),
        how,
        stretches: [[end, whole.length]],
      }
    }
    case 'longer': {
      const more = Buffer.from(Array.from({ length: random.between(1, 4096) }, () => random.below(256)))
      return {
        bytes: Buffer.concat([bytes, more, bytes.subarray(0, random.below(2048))]),
        how,
        stretches: [],
      }
    }
  }
}

export function isIntact(
  { offset, bytes }: { offset: number; bytes: number },
  stretches: readonly Stretch[],
): boolean {
  return stretches.every(([start, end]) => end <= offset || start >= offset + bytes)
}
