// How locations are written: names of properties that hold one, and text patterns that are one
// whatever the property is called.
// Pure. All formats and the check of the finished copy use this one list.

/** Parts of a name. Some drones write `longtitude` for `longitude`. */
const NAME_PARTS =
  /gps|latitude|long?t?itude|iso-?6709|location|geo(?:tag|data|point|hash|coord|pos)|what3words|pluscode/i

/**
 * Whole names. Several IPTC names begin with `country`; `CiAdr…` is the address of the
 * photographer.
 */
const WHOLE_NAMES =
  /^(?:lat|lon|lng|long|city|state|country\w*|province(?:state)?|worldregion|coverage|coordinates?|ciadr\w*|placename|venue)$/i

/** True for the name of a property that holds a location. `name` may have a prefix. */
export function namesPlace(name: string): boolean {
  const local = name.slice(name.lastIndexOf(':') + 1)
  return NAME_PARTS.test(local) || WHOLE_NAMES.test(local)
}

/** Matches `+41.9000+012.5000+021.000/`. */
export const ISO_6709 =
  /[+-]\d{2}(?:\d{2}){0,2}(?:\.\d+)?[+-]\d{3}(?:\d{2}){0,2}(?:\.\d+)?(?:[+-]\d+(?:\.\d+)?)?(?:CRS[\w:/]*)?\//g

/** A degree sign, also when its two UTF-8 bytes were decoded as latin1. */
const DEGREE = '(?:\\u00c2?[\\u00b0\\u00ba]|deg)'

const PATTERNS: readonly RegExp[] = [
  new RegExp(ISO_6709.source),
  /(?:gps|latitude|long?t?itude)[a-z_ ]{0,24}["'\])]?\s{0,4}[:=(>[,]{0,2}\s{0,4}["'([]?[+-]?\d{1,3}[.,\u00b0\u00c2]/i,
  /\b(?:lat|lon|lng|long)["']?\s{0,4}[:=]\s{0,4}["'([]?[+-]?\d{1,3}[.,\u00b0\u00c2]/i,
  new RegExp(
    `\\d{1,3}\\s?${DEGREE}\\s?\\d{1,2}(?:\\.\\d{1,9})?\\s?(?:['\\u2019\\u2032]|\\u00e2\\u0080[\\u0099\\u00b2])`,
  ),
  // XMP: degrees, then minutes with a fraction.
  /\b\d{1,3},\d{1,2}(?:\.\d{1,9}|,\d{1,2}(?:\.\d{1,9})?)\s?[NSEW]\b/,
  new RegExp(
    `\\d{1,2}\\.\\d{2,15}\\s?${DEGREE}?\\s?[NS]\\b.{0,8}?\\d{1,3}\\.\\d{2,15}\\s?${DEGREE}?\\s?[EW]\\b`,
  ),
  new RegExp(
    `\\b[NS]\\s?\\d{1,2}(?:\\.\\d{2,15}|\\s?${DEGREE}).{0,24}?\\b[EW]\\s?\\d{1,3}(?:\\.\\d|\\s?${DEGREE})`,
  ),
  /\bgeo:[+-]?\d/i,
  /\$G[A-Z](?:RMC|GGA|GLL),/,
]

const PAIR = /([+-]?\d{1,2}\.\d{3,15})\u00c2?\u00b0?\s{0,2}[,;/ ]\s{0,2}([+-]?\d{1,3}\.\d{3,15})/g

/** True for a text that contains a location in numbers. */
export function saysPlace(text: string): boolean {
  return saysWrittenPlace(text) || saysPair(text)
}

/** Like `saysPlace`, but accepts pairs of bare numbers, because drawings consist of them. */
export function saysWrittenPlace(text: string): boolean {
  return PATTERNS.some((pattern) => pattern.test(text))
}

/**
 * True for two numbers of degrees. Pairs below one are fractions of a width and a height; the
 * location 0..1, 0..1 is in the sea.
 */
function saysPair(text: string): boolean {
  for (const [, one, other] of text.matchAll(PAIR)) {
    const [latitude, longitude] = [Math.abs(Number(one)), Math.abs(Number(other))]
    if (latitude <= 90 && longitude <= 180 && (latitude >= 1 || longitude >= 1)) return true
  }
  return false
}

/** Names and values, as programs write them into data. */
const DATA: readonly RegExp[] = [
  /(?:^|[^a-z])(?:lat|lon|lng|long|latitude|long?titude|gps[a-z]{0,24})(?:itude)?[a-z_]{0,12}["']?\s{0,8}[:=]\s{0,8}["']?[+-]?\d/i,
  // A name and its value side by side, as cameras and property lists write them.
  /(?:gps|latitude|long?t?itude)\w{0,12}(?:["']\s{1,8}(?:value|content)\s{0,4}=\s{0,4}["']|\s{0,4}<\/key>\s{0,8}<\w{1,12}>\s{0,4})[+-]?\d/i,
  /<(?:\w{1,16}:)?(?:coordinates|latitudedegrees|trkpt|gx:coord|georss:point)\b|"coordinates"\s{0,8}:\s{0,8}\[/i,
]

export function saysPlaceAsData(text: string): boolean {
  return saysWrittenPlace(text) || DATA.some((pattern) => pattern.test(text))
}

/** Names in XML, as an element and as an attribute. */
const XML_NAMES = /<(?:[\w-]{1,32}:)?(\w{1,64})[\s>]|[:\s](\w{1,64})\s{0,4}=\s{0,4}["']/g

/** True if a text that is or contains XMP names a location. */
export function namesPlaceInXmp(text: string): boolean {
  for (const [, element, attribute] of text.matchAll(XML_NAMES))
    if (namesPlace(element ?? attribute!)) return true
  return false
}
