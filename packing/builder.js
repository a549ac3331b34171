// electron-builder, for callers outside this folder: it is installed here, not in the project's root.
import { createRequire } from 'node:module'

const requireHere = createRequire(import.meta.url)

/** @typedef {typeof import('electron-builder')} Builder */

/** @returns {Builder} as installed by `npm run pack:install`; throws MODULE_NOT_FOUND before that */
export const loadBuilder = () => /** @type {Builder} */ (requireHere('electron-builder'))

/**
 * A package that electron-builder's own library loads.
 * @param {string} name
 * @returns {unknown}
 */
export function loadFromBuilder(name) {
  const requireBuilder = createRequire(requireHere.resolve('electron-builder'))
  return createRequire(requireBuilder.resolve('app-builder-lib'))(name)
}
