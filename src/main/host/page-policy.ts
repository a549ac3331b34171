// The security policy of the page, for both servers: the web door over HTTP, and the desktop with
// its own scheme.
// Both serve the same bundle, so the policy is here once; only `connect-src` differs.

/** Media types of the built files, by extension. */
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

/** Headers for every answer. `connect` lists the sources of `connect-src`. */
export function pagePolicy(connect: string): Record<string, string> {
  return {
    'content-security-policy':
      `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; ` +
      `media-src 'self' blob:; manifest-src 'self'; worker-src 'self'; connect-src ${connect}; ` +
      `base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ` +
      // Text becomes HTML in two places only: in Svelte's compiled output, and after the sanitizing
      // of a letter's Markdown. A string becomes a script URL in one place, which accepts only the
      // names of built workers.
      `require-trusted-types-for 'script'; trusted-types svelte-trusted-html dompurify fumikura-workers`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  }
}
