// The part of a file that a request asks for (RFC 9110, 14.2): one range of bytes, or all of it.

/** From `start` to before `end`. */
export interface ByteRange {
  start: number
  end: number
}

/** More digits than any size here has are no number. */
const FORM = /^bytes=(\d{0,15})-(\d{0,15})$/

/**
 * `whole` where none is asked for, or in a form that may be ignored (several at once, another unit); `none` when it lies outside.
 * @param header the value of `Range`
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'whole' | 'none' {
  const [, first = '', last = ''] = FORM.exec(header?.trim() ?? '') ?? []
  if (first === '' && last === '') return 'whole'
  if (first === '') return clip(Math.max(0, size - Number(last)), size, size)
  if (last !== '' && Number(last) < Number(first)) return 'whole'
  return clip(Number(first), last === '' ? size : Number(last) + 1, size)
}

function clip(start: number, end: number, size: number): ByteRange | 'none' {
  return start >= size ? 'none' : { start, end: Math.min(end, size) }
}
