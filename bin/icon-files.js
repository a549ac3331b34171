// Encodes the icon containers of Windows and macOS: both accept PNGs, so each is a table of
// contents followed by the images.

/** @typedef {{ sizePx: number, png: Buffer }} Picture */

const ICO_HEADER_BYTES = 6
const ICO_ENTRY_BYTES = 16

/**
 * https://learn.microsoft.com/windows/win32/menurc/newheader
 * @param {Picture[]} pictures up to 256 pixels
 */
export function encodeIco(pictures) {
  const header = Buffer.alloc(ICO_HEADER_BYTES + ICO_ENTRY_BYTES * pictures.length)
  header.writeUInt16LE(1, 2) // an icon, not a cursor
  header.writeUInt16LE(pictures.length, 4)
  let offset = header.length
  pictures.forEach(({ sizePx, png }, index) => {
    const at = ICO_HEADER_BYTES + ICO_ENTRY_BYTES * index
    // One byte each; 256 is written as 0.
    header.writeUInt8(sizePx % 256, at)
    header.writeUInt8(sizePx % 256, at + 1)
    header.writeUInt16LE(1, at + 4)
    header.writeUInt16LE(32, at + 6)
    header.writeUInt32LE(png.length, at + 8)
    header.writeUInt32LE(offset, at + 12)
    offset += png.length
  })
  return Buffer.concat([header, ...pictures.map(({ png }) => png)])
}

/** The macOS type codes; a type of half the points is for screens of double density. */
const ICNS_TYPES = new Map([
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
])

/** @param {Picture[]} pictures one of each size that ICNS_TYPES names */
export function encodeIcns(pictures) {
  const entries = [...ICNS_TYPES].map(([type, wantedPx]) => {
    const picture = pictures.find(({ sizePx }) => sizePx === wantedPx)
    if (picture === undefined) throw new Error(`An icns needs a picture of ${wantedPx} pixels`)
    return Buffer.concat([icnsHead(type, picture.png.length), picture.png])
  })
  const body = Buffer.concat(entries)
  return Buffer.concat([icnsHead('icns', body.length), body])
}

/**
 * @param {string} type
 * @param {number} length without this header, which the format includes in the length
 */
function icnsHead(type, length) {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(length + head.length, 4)
  return head
}
