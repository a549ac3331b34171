// What the page may load and do, whoever serves it: the web door over HTTP, the desktop from a scheme of its own.
// The page is the same bundle in both, so its policy has one place; only where it may connect differs.

/** Media types of what the build makes, by extension. */
export const PAGE_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/** On every answer. `connect` is the sources of `connect-src`. */
export function pagePolicy(connect: string): Record<string, string> {
  return {
    'content-security-policy':
      `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; ` +
      `media-src 'self' blob:; manifest-src 'self'; worker-src 'self'; connect-src ${connect}; ` +
      `base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ` +
      // Text becomes HTML in two places only: in what Svelte was compiled to, and in the cleaning of a letter's Markdown. An address
      // becomes a script in one, which takes names of workers that the build made, and no address.
      `require-trusted-types-for 'script'; trusted-types svelte-trusted-html dompurify fumikura-workers`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  }
}
