// Detects a GPS location in an embedded picture: the EXIF entry that points to the GPS directory.
// These eight bytes occur nowhere else.
// Used where no parser reaches the picture: in base64, and in tags of sound files.

/** The tag, its type, and the count 1; in both byte orders. */
const MARKS = ['\x25\x88\x04\0\x01\0\0\0', '\x88\x25\0\x04\0\0\0\x01']

export function hasGpsMark(bytes: Buffer): boolean {
  return MARKS.some((mark) => bytes.includes(mark, 0, 'latin1'))
}
