// The address of a picture that a mail names and does not contain. The engine fetches by it, and the
// page finds its place by it.

/** No address of a picture is longer. */
const MAX_CHARS = 8192

/**
 * Returns the address by HTTPS, also of a picture that is named by HTTP at the usual port. Null if the
 * picture is within the page, or cannot be had safely.
 */
export function remotePicture(source: string): string | null {
  if (source.length > MAX_CHARS || !URL.canParse(source)) return null
  const url = new URL(source)
  if (url.protocol === 'http:' && url.port === '') url.protocol = 'https:'
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null
}
