// The place in XMP: what stands in the properties that name one becomes spaces, whatever prefix they have.
import { spaces, type Patch } from './bytes.ts'

const NAMES =
  'GPS[A-Za-z]*|City|State|Country[A-Za-z]*|Location[A-Za-z]*|Sublocation|ProvinceState|WorldRegion|[Ll]atitude|[Ll]ongitude|lat|long'
const ATTRIBUTE = new RegExp(`[\\w.-]{1,64}:(?:${NAMES})\\s{0,16}=\\s{0,16}(?:"([^"<]*)"|'([^'<]*)')`, 'gd')
const OPENING = new RegExp(`<([\\w.-]{1,64}:(?:${NAMES}))(?:\\s[^<>]*)?(?<!/)>`, 'gd')

/** Patches by their place in `packet`. */
export function findXmpPlace(packet: Uint8Array): Patch[] {
  const text = Buffer.from(packet).toString('latin1')
  return [...findAttributes(text), ...findElements(text)]
}

function findAttributes(text: string): Patch[] {
  return [...text.matchAll(ATTRIBUTE)].flatMap(({ indices }) => {
    const [start, end] = indices?.[1] ?? indices?.[2] ?? [0, 0]
    return end > start ? [spaces(start, end - start)] : []
  })
}

function findElements(text: string): Patch[] {
  const patches: Patch[] = []
  let past = 0
  for (const { 0: opening, 1: name, index } of text.matchAll(OPENING)) {
    const start = index + opening.length
    // Within one that is emptied already.
    if (start <= past) continue
    const end = text.indexOf(`</${name}`, start)
    if (end === -1) continue
    if (end > start) patches.push(spaces(start, end - start))
    past = end
  }
  return patches
}
