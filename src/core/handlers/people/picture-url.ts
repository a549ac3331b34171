// Pictures in the contract: data URLs, which a page can show without a request.
// Parsed as strictly as a stranger's bytes. Written with the type that the bytes have.
import type { PictureUrl } from '../../contract/index.ts'
import { EngineError } from '../../contract/errors.ts'
import { withoutPlaceIn } from '../../files/index.ts'
import { checkPicture, findPictureType } from '../../identity/index.ts'

const DATA_URL = /^data:image\/(png|jpeg|webp);base64,([A-Za-z0-9+/]+={0,2})$/

/**
 * Returns the bytes of a picture. Their type must match the declared one.
 * @throws INVALID, TOO_LARGE
 */
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

/**
 * Parses a picture and removes its location, because many people see a card or a group.
 * @throws INVALID (`details.reason` is `place` if the location cannot be removed), TOO_LARGE
 */
export async function cleanPicture(url: string): Promise<Uint8Array> {
  const bytes = parsePicture(url)
  return withoutPlaceIn(bytes, `image/${findPictureType(bytes)}`).catch((cause: unknown) => {
    throw new EngineError('INVALID', 'The place cannot be removed from the picture.', {
      details: { reason: 'place' },
      cause,
    })
  })
}

/** Null if there are no bytes, or they are not a picture. */
export function pictureUrl(bytes: Uint8Array | null): PictureUrl | null {
  if (bytes === null) return null
  const type = findPictureType(bytes)
  return type === null ? null : `data:image/${type};base64,${Buffer.from(bytes).toString('base64')}`
}
