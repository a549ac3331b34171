// Signs of a location in a picture that no parser reaches: in base64, in a tag of a sound, or in a
// drawing.

/** The entry of EXIF that points to a location: its tag, its type and the count 1, in both orders. */
const GPS = ['\x25\x88\x04\0\x01\0\0\0', '\x88\x25\0\x04\0\0\0\x01']

/** These eight bytes occur nowhere else. */
export function hasGpsMark(bytes: Buffer): boolean {
  return GPS.some((mark) => bytes.includes(mark, 0, 'latin1'))
}

/** IPTC with a city, a part of one, a state or a country. */
const IPTC = /8BIM\x04\x04[^]{0,1024}?\x1c\x02[\x1a\x1b\x5a\x5c\x5f\x64\x65]/

export function hasIptcPlace(text: string): boolean {
  return IPTC.test(text)
}

/** Names of locations in XMP, IPTC, and texts that a PNG may have packed. */
const NAMES = ['atitude', ':City', ':State', ':Country', ':Location', '8BIM\x04\x04']
const PACKED = ['Raw profile type', 'XML:com.adobe.xmp\0\x01']
const IN_BASE64 = [...GPS, ...NAMES, ...PACKED].flatMap(asBase64)
/** Programs break base64 into lines, and escape the line breaks in their own ways. */
const LINE_BREAKS = /\s|\\[nrt]|\\u000[ad]|&#x?[\da-f]{1,4};|%0[ad]/gi

/** True if base64 in the text may hold a picture with a location. */
export function hasBase64Place(text: string): boolean {
  const unbroken = text.replaceAll(LINE_BREAKS, '')
  return IN_BASE64.some((mark) => unbroken.includes(mark))
}

/** The characters of base64 that a word alone decides, wherever in a group of three it begins. */
function asBase64(word: string): string[] {
  return [0, 1, 2].map((before) =>
    Buffer.from('\0'.repeat(before) + word, 'latin1')
      .toString('base64')
      .slice(Math.ceil((before * 4) / 3), Math.floor(((before + word.length) * 4) / 3)),
  )
}
