// The part of a file that a request asks for (RFC 9110, 14.2): one range of bytes, or all of it.

/** `start` is included, `end` is not. */
export interface ByteRange {
  start: number
  end: number
}

/** No size here has more than 15 digits. */
const FORM = /^bytes=(\d{0,15})-(\d{0,15})$/

/**
 * `whole` if the header asks for no range or has a form that may be ignored (several ranges,
 * another unit). `none` if the range is outside the file.
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
