// A sign that a picture within other bytes says a place: the entry of EXIF that points to the directory of GPS.
// For where no walk leads to the picture: in base64, in tags of sounds. Eight bytes that nothing else has.

/** The tag, its type, and that there is one; in both orders of bytes. */
const MARKS = ['\x25\x88\x04\0\x01\0\0\0', '\x88\x25\0\x04\0\0\0\x01']

export function hasGpsMark(bytes: Buffer): boolean {
  return MARKS.some((mark) => bytes.includes(mark, 0, 'latin1'))
}
