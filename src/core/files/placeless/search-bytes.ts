// Searches a file that is never changed for a location: a text, data, a drawing, a sound, or bytes
// of unknown type. One search for all of them, by names, by numbers, and by what cameras and
// programs write into pictures.
import { turn } from '../../base/index.ts'
import { SNIFFED_BYTES } from '../file-type.ts'
import { ByteMarks, exactly } from './byte-marks.ts'
import { partOf, type ReadPart } from './patches.ts'
import { hasBase64Place, hasGpsMark, hasIptcPlace } from './gps-mark.ts'
import { PlaceRemains } from './place-remains.ts'
import { bytesUseOf, type BytesUse } from './place-rules.ts'
import { namesPlaceInXmp, saysPlace, saysPlaceAsData } from './place-patterns.ts'
import { saysPlaceStill } from './second-look.ts'

/** A file to examine: random access, name and type. */
export interface LookedAt {
  read: ReadPart
  size: number
  name: string
  type: string
}

const WINDOW_BYTES = 256 * 1024
/** Longer than all that is searched for, except the data of one Photoshop resource. */
const OVERLAP_BYTES = 4096
/** Metadata is near the beginning or the end of a file. A text is searched as a whole. */
const HEAD_BYTES = 64 * 1024 * 1024
const TAIL_BYTES = 8 * 1024 * 1024

/** Resolves if the file contains no location. @throws PlaceRemains */
export async function searchBytes({ read, size, type, name }: LookedAt): Promise<void> {
  const use = bytesUseOf(type, name, await read(0, SNIFFED_BYTES))
  const isText = use === 'read' || use === 'data'
  const head = isText ? size : Math.min(size, HEAD_BYTES)
  await searchPart(partOf(read, 0, head), head, use)
  const tailAt = Math.max(head, size - TAIL_BYTES)
  await searchPart(partOf(read, tailAt, size), size - tailAt, use)
}

async function searchPart(read: ReadPart, size: number, use: BytesUse): Promise<void> {
  let hasXmp = false
  for (let at = 0; at < size; at += WINDOW_BYTES) {
    const window = await read(at, WINDOW_BYTES + OVERLAP_BYTES)
    const text = window.toString('latin1').replaceAll('\0', '')
    hasXmp ||= use !== 'read' && /xmpmeta|\bRDF\b/.test(text)
    if (use === 'unknown' && MEDIA.find(window).next().done !== true)
      throw new PlaceRemains('kind', 'There is a picture or a film in it.')
    if (use === 'data' && /<!ENTITY/i.test(text))
      throw new PlaceRemains('form', 'It defines its own entities.')
    const isPicture = hasGpsMark(window) || hasIptcPlace(text) || hasBase64Place(text)
    if (isPicture || (hasXmp && namesPlaceInXmp(text)) || saysIn(text, use))
      throw new PlaceRemains('seen', 'It contains a location.')
    await turn.pass()
  }
  if (use !== 'read' && use !== 'data' && (await saysPlaceStill(read, size, [])))
    throw new PlaceRemains('seen', 'It contains a location.')
}

/** Bytes that are no text may contain any character, also a degree sign between two digits. */
function saysIn(text: string, use: BytesUse): boolean {
  if (use === 'read') return false
  if (use === 'data') return saysPlaceAsData(text)
  return saysPlace(text.replaceAll(/[\xb0\xba]/g, '\0'))
}

/** Words by which programs find the metadata of a picture or a film. */
const MEDIA = new ByteMarks(
  (
    'Exif\0\0|II*\0\x08\0\0\0|MM\0*\0\0\0\x08|<x:xmpmeta|<rdf:RDF|8BIM\x04\x04|ns.adobe.com/xap/|com.apple.quicktime|' +
    '\xa9xyz|ftypisom|ftypmp42|ftypheic|ftypqt  '
  )
    .split('|')
    .map(exactly),
)
