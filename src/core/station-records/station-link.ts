// The text by which a person joins a station: its device key, its name, and a token that the
// station accepts once.
import { fixedBytes, key32, linkText, record, textUpTo, time, type EncodedBy } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'

export const TOKEN_BYTES = 16
export const MAX_STATION_NAME_BYTES = 128

/** Sent, as text. */
export const stationLinkForm = record('station link', {
  station: key32,
  /** The station's own name for itself. Nothing in it is proven. */
  name: textUpTo(MAX_STATION_NAME_BYTES),
  token: fixedBytes(TOKEN_BYTES),
  expiresAt: time,
})
export type StationLink = EncodedBy<typeof stationLinkForm>

const stationLinkText = linkText<StationLink>('station', stationLinkForm)

export function formatStationLink(link: StationLink): string {
  return stationLinkText.format(link)
}

/** @throws EngineError INVALID */
export function parseStationLink(text: string): StationLink {
  const link = stationLinkText.parse(text)
  if (link === null) throw new EngineError('INVALID', 'This is not the link of a station.')
  return link
}
