// Parses the preview of a file from a page: a data URL of a small picture, checked as strictly as a
// stranger's bytes.
// The picture is not decoded. Its content must match its declared type, and it must not contain a
// location.
import { EngineError } from '../../contract/errors.ts'
import { typeOfContent, withoutPlaceIn } from '../../files/index.ts'
import { MAX_PREVIEW_BYTES, PREVIEW_TYPES, type FilePreview } from '../../store/index.ts'

const DATA_URL = /^data:(image\/(?:png|jpeg|webp));base64,([A-Za-z0-9+/]+={0,2})$/

/** @throws INVALID, TOO_LARGE */
export async function parsePreview(url: string): Promise<FilePreview> {
  const [, said, base64] = DATA_URL.exec(url) ?? []
  const bytes = Buffer.from(base64 ?? '', 'base64')
  const type = PREVIEW_TYPES.find((one) => one === said)
  if (type === undefined || bytes.toString('base64') !== base64 || typeOfContent(bytes, '') !== type)
    throw new EngineError('INVALID', 'A preview is a data URL of a PNG, a JPEG or a WebP image.')
  if (bytes.byteLength > MAX_PREVIEW_BYTES)
    throw new EngineError('TOO_LARGE', `A preview has at most ${MAX_PREVIEW_BYTES} bytes.`)
  const clean = await withoutPlaceIn(bytes, type).catch(() => null)
  if (clean === null || Buffer.compare(clean, bytes) !== 0)
    throw new EngineError('INVALID', 'A preview says nothing of a place.', { details: { reason: 'place' } })
  return { type, bytes }
}
