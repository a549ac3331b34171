// The options of a front, for a station and for a home.
import type { Ready } from './command.ts'
import { text } from './fields.ts'

export const WEB_FIELDS = {
  web: text('HOST:PORT', 'serve phones there over HTTPS (plain HTTP: on loopback only)'),
  cert: text('FILE', 'the certificate of the front, as PEM; it is read again when it changes'),
  key: text('FILE', 'its key, as PEM'),
  phones: text('ORIGIN', 'the address of the front for phones, from outside (default: where it listens)'),
  guests: text('ORIGIN', 'the same for letters by link, which are not served yet; another name'),
}

export function showWeb({ phones, guests }: Ready): string[] {
  return [
    ...(typeof phones === 'string' ? [`Phones: ${phones}`] : []),
    ...(typeof guests === 'string' ? [`Letters by link: ${guests} (not served yet)`] : []),
  ]
}
