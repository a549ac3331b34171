// Paints landscapes for the demo world, because photographs would be most of the program: a sky, a
// sun, mountains and water, as a PNG with the time and the location of a camera.
import { crc32, deflateSync } from 'node:zlib'

export interface Painting {
  width: number
  height: number
  /** From the top to the horizon. */
  sky: readonly [Colour, Colour]
  /** From the left and from the top, as shares of the picture. */
  sun?: { x: number; y: number; colour: Colour }
  /** From the farthest to the nearest. */
  ridges: readonly Ridge[]
  /** Water below this share of the height. */
  water?: { from: number; colour: Colour }
  /** `2031-04-01T09:00:00Z` */
  takenAt: string
  place: { latitude: number; longitude: number }
}

type Colour = readonly [red: number, green: number, blue: number]

interface Ridge {
  /** Its middle height from the top, and how far it goes up and down, as shares. */
  at: number
  rise: number
  /** The number of waves, and where they begin. */
  waves: number
  phase: number
  colour: Colour
  /** A share of the width: one steep peak instead of waves. */
  peak?: number
}

/** Longer than 480 pixels is not needed for a preview. */
const PREVIEW_SIDE = 360

export interface Painted {
  png: Buffer
  /** A small one, as a data URL. */
  preview: string
}

export function paint(painting: Painting): Painted {
  const { width, height } = painting
  const scale = Math.min(1, PREVIEW_SIDE / Math.max(width, height))
  const small = { ...painting, width: Math.round(width * scale), height: Math.round(height * scale) }
  return {
    png: encode(painting, [textChunk(painting)]),
    preview: `data:image/png;base64,${encode(small, []).toString('base64')}`,
  }
}

function encode(painting: Painting, extra: readonly Buffer[]): Buffer {
  const { width, height } = painting
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // 8 bits each of red, green and blue.
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...extra,
    chunk('IDAT', deflateSync(pixelsOf(painting))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const whole = Buffer.alloc(named.byteLength + 8)
  whole.writeUInt32BE(body.byteLength, 0)
  named.copy(whole, 4)
  whole.writeUInt32BE(crc32(named), named.byteLength + 4)
  return whole
}

/** The time and the location, as cameras write them into XMP. */
function textChunk({ takenAt, place: { latitude, longitude } }: Painting): Buffer {
  const north = `${degrees(latitude)}${latitude < 0 ? 'S' : 'N'}`
  const east = `${degrees(longitude)}${longitude < 0 ? 'W' : 'E'}`
  const xmp =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    `<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:DateTimeOriginal="${takenAt}" ` +
    `exif:GPSLatitude="${north}" exif:GPSLongitude="${east}"/></rdf:RDF></x:xmpmeta>`
  return chunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${xmp}`))
}

/** For example `35,0.6`. */
function degrees(angle: number): string {
  const size = Math.abs(angle)
  const whole = Math.floor(size)
  return `${whole},${((size - whole) * 60).toFixed(3)}`
}

function pixelsOf(painting: Painting): Buffer {
  const { width, height } = painting
  const tops = painting.ridges.map((ridge) => topsOf(ridge, painting))
  const rows = Buffer.alloc(height * (1 + width * 3))
  let at = 0
  for (let y = 0; y < height; y++) {
    const sky = skyAt(painting, y)
    const sun = sunAt(painting, y)
    // No filter.
    rows[at++] = 0
    for (let x = 0; x < width; x++) {
      const colour = landAt(painting, tops, [x, y], sun(x, sky))
      rows[at++] = colour[0]
      rows[at++] = colour[1]
      rows[at++] = colour[2]
    }
    waterOver(painting, rows.subarray(at - width * 3, at), y)
  }
  return rows
}

/** The nearest ridge that covers this pixel, mixed at its edge with what is behind; else the sky. */
function landAt(
  { ridges }: Painting,
  tops: readonly Float64Array[],
  [x, y]: readonly [number, number],
  sky: Colour,
): Colour {
  for (let at = ridges.length - 1; at >= 0; at--) {
    const inside = y - tops[at]![x]! + 0.5
    if (inside >= 1) return ridges[at]!.colour
    if (inside > 0) return mix(ridges[at - 1]?.colour ?? sky, ridges[at]!.colour, inside)
  }
  return sky
}

const cover = (inside: number): number => Math.min(1, Math.max(0, inside + 0.5))

function mix(a: Colour, b: Colour, share: number): Colour {
  const between = (part: 0 | 1 | 2): number => Math.round(a[part] + (b[part] - a[part]) * share)
  return [between(0), between(1), between(2)]
}

/** In bands, which also keeps the file small. */
const skyAt = ({ height, sky }: Painting, y: number): Colour =>
  mix(sky[0], sky[1], Math.round((y / height) * 48) / 48)

function sunAt({ width, height, sun }: Painting, y: number): (x: number, sky: Colour) => Colour {
  const radius = Math.min(width, height) * 0.085
  if (sun === undefined || Math.abs(y - sun.y * height) > radius + 1) return (_, sky) => sky
  return (x, sky) => {
    const inside = cover(radius - Math.hypot(x - sun.x * width, y - sun.y * height))
    return inside === 0 ? sky : mix(sky, sun.colour, inside)
  }
}

/** Water hides what is below its line. It has stripes, and darkens towards the front. */
function waterOver({ height, water }: Painting, row: Buffer, y: number): void {
  if (water === undefined || y < water.from * height) return
  const depth = (y - water.from * height) / ((1 - water.from) * height)
  const light = Math.sin(depth ** 0.6 * 40) * 5 - depth * 34
  for (let at = 0; at < row.length; at++) row[at] = Math.round(water.colour[at % 3]! + light)
}

/** The top of a ridge at each column, in pixels from above. */
function topsOf({ at, rise, waves, phase, peak }: Ridge, { width, height }: Painting): Float64Array {
  return Float64Array.from({ length: width }, (_, x) => {
    const turn = (x / width) * Math.PI * 2 * waves + phase
    if (peak === undefined) return height * (at - rise * (0.7 * Math.sin(turn) + 0.3 * Math.sin(turn * 2.3)))
    const far = Math.abs(x / width - peak) / 0.42
    return height * (at - rise * Math.max(0, 1 - far) ** 1.5 - 0.008 * Math.sin(turn * 9))
  })
}
