// From whatever file was chosen to the small square that goes on a card. All of it happens in the page: what leaves it are the
// pixels that are seen, encoded anew, so that nothing a camera wrote beside them (place, time, name) can be among them.
import { cropSquare, type Crop, type Size } from './crop-square.ts'

/** As the contract caps it: a picture is one record in each pair feed. */
const MAX_PICTURE_BYTES = 5 * 1024
/** A page that decodes more than this may be killed for it. */
const MAX_FILE_BYTES = 40 * 1024 * 1024

const SIDES_PX = [96, 72, 48] as const
const QUALITIES = [0.86, 0.74, 0.6, 0.45] as const

export class UnfitPicture extends Error {
  readonly why: 'unreadable' | 'too-large'

  constructor(why: 'unreadable' | 'too-large') {
    super(`This cannot be made a picture: ${why}.`)
    this.why = why
  }
}

/** What a browser can do with pictures. */
export interface Easel {
  /** @throws when it is no picture, or none that can be read here */
  open(file: Blob): Promise<OpenedPicture>
}

export interface OpenedPicture extends Size {
  /** The square drawn anew in `sidePx`. Its type is another where `type` cannot be written here. */
  encode(crop: Crop, sidePx: number, type: string, quality: number): Promise<Blob>
  close(): void
}

/** A data URL of at most 5 KiB. @throws UnfitPicture */
export async function shrinkPicture(file: Blob, easel: Easel): Promise<string> {
  if (file.size > MAX_FILE_BYTES) throw new UnfitPicture('too-large')
  const picture = await easel.open(file).catch(() => {
    throw new UnfitPicture('unreadable')
  })
  try {
    return await toDataUrl(await encodeSmall(picture))
  } finally {
    picture.close()
  }
}

/** As large and as good as fits: first it loses quality, then size. */
async function encodeSmall(picture: OpenedPicture): Promise<Blob> {
  const crop = cropSquare(picture)
  if (crop.side === 0) throw new UnfitPicture('unreadable')
  for (const sidePx of SIDES_PX) {
    for (const quality of QUALITIES) {
      const blob = await encode(picture, crop, sidePx, quality)
      if (blob.size <= MAX_PICTURE_BYTES) return blob
    }
  }
  throw new UnfitPicture('too-large')
}

/** WebP where it can be written, else JPEG. */
async function encode(picture: OpenedPicture, crop: Crop, sidePx: number, quality: number): Promise<Blob> {
  const webp = await picture.encode(crop, sidePx, 'image/webp', quality)
  return webp.type === 'image/webp' ? webp : picture.encode(crop, sidePx, 'image/jpeg', quality)
}

async function toDataUrl(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return `data:${blob.type};base64,${btoa(String.fromCharCode(...bytes))}`
}
