// A picture as the contract has it: a data URL, which a page may show without asking anybody.
// Read as strictly as bytes from a stranger; written with the kind that the bytes have, whoever they came from.
import type { PictureUrl } from '../../contract/index.ts'
import { EngineError } from '../../contract/errors.ts'
import { withoutPlaceIn } from '../../files/index.ts'
import { checkPicture, findPictureType } from '../../identity/index.ts'

const DATA_URL = /^data:image\/(png|jpeg|webp);base64,([A-Za-z0-9+/]+={0,2})$/

/** The bytes of a picture of the kind it says it is. @throws INVALID, TOO_LARGE */
export function parsePicture(url: string): Uint8Array {
  const [, type, base64] = DATA_URL.exec(url) ?? []
  const bytes = Buffer.from(base64 ?? '', 'base64')
  if (type === undefined || bytes.toString('base64') !== base64)
    throw new EngineError('INVALID', 'A picture is a data URL of a PNG, a JPEG or a WebP image.')
  checkPicture(bytes)
  if (findPictureType(bytes) !== type)
    throw new EngineError('INVALID', 'The picture is of another kind than it says.')
  return bytes
}

/** The same without the place in it: a card and a group are for many. @throws INVALID (also details.reason `place`), TOO_LARGE */
export async function takePicture(url: string): Promise<Uint8Array> {
  const bytes = parsePicture(url)
  return withoutPlaceIn(bytes, `image/${findPictureType(bytes)}`).catch((cause: unknown) => {
    throw new EngineError('INVALID', 'The place cannot be removed from the picture.', {
      details: { reason: 'place' },
      cause,
    })
  })
}

/** Null for none, and for what is no picture. */
export function pictureUrl(bytes: Uint8Array | null): PictureUrl | null {
  if (bytes === null) return null
  const type = findPictureType(bytes)
  return type === null ? null : `data:image/${type};base64,${Buffer.from(bytes).toString('base64')}`
}
