// The type of a file whose first byte is not here yet: what its sender claims. It decides only how
// the file is shown in a list. Before a byte is given, the type is detected from the content.
import { endingOfName } from '../contract/file-opening.ts'

const UNKNOWN = 'application/octet-stream'

const BY_ENDING: Readonly<Record<string, string>> = {
  ...{ jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif', webp: 'image/webp' },
  ...{ avif: 'image/avif', heic: 'image/heic', tif: 'image/tiff', tiff: 'image/tiff' },
  ...{ mp4: 'video/mp4', m4v: 'video/mp4', mov: 'video/quicktime', webm: 'video/webm', ogv: 'video/ogg' },
  ...{ mp3: 'audio/mpeg', m4a: 'audio/mp4', ogg: 'audio/ogg', wav: 'audio/wav', flac: 'audio/flac' },
  ...{ pdf: 'application/pdf', zip: 'application/zip', gz: 'application/gzip' },
}

/** @param type as the sender names it; many programs name none */
export function claimedType(name: string, type: string): string {
  const isNamed = /^[a-z]{1,20}\/[\w.+-]{1,100}$/.test(type) && type !== UNKNOWN
  return isNamed ? type : (BY_ENDING[endingOfName(name)] ?? UNKNOWN)
}
