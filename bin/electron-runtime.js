// Electron's runtime: finds it, downloads it once, and remembers a failed download. The package
// contains only a few scripts.
// Importing it to get the path, as is usual, would start the download without a message.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Limits the wait for a network that does not answer. */
const FETCH_PATIENCE_MS = 10 * 60 * 1000
const KEPT_CHARS = 4096

/**
 * The path of the program, or null. Electron's own index.js and install.js decide in the same way.
 * @param {string} packageDir
 * @param {Record<string, string | undefined>} env
 */
export function findRuntime(packageDir, env) {
  const override = env.ELECTRON_OVERRIDE_DIST_PATH
  const name = readText(join(packageDir, 'path.txt'))
  const program = join(override ?? join(packageDir, 'dist'), name ?? 'electron')
  // A runtime from before an update of the package does not match its types.
  const fits =
    override !== undefined || (name !== null && readVersion(packageDir) === readDistVersion(packageDir))
  return fits && existsSync(program) ? program : null
}

/** @param {string} packageDir */
function readVersion(packageDir) {
  const text = readText(join(packageDir, 'package.json'))
  return text === null ? undefined : /** @type {{ version: string }} */ (JSON.parse(text)).version
}

/** @param {string} packageDir */
function readDistVersion(packageDir) {
  return readText(join(packageDir, 'dist/version'))?.trim().replace(/^v/, '')
}

/** @param {string} path */
function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

/**
 * Runs Electron's own download, which shows its progress.
 * @param {string} packageDir
 * @param {AbortSignal} interrupted aborts when the person stops it
 * @returns {Promise<string | null>} the reason for a failure; null on success
 */
export async function fetchRuntime(packageDir, interrupted) {
  const installer = join(packageDir, 'install.js')
  if (!existsSync(installer)) return 'the package electron is not installed'
  const tooLong = AbortSignal.timeout(FETCH_PATIENCE_MS)
  const child = spawn(process.execPath, [installer], {
    stdio: ['ignore', 'inherit', 'pipe'],
    signal: AbortSignal.any([interrupted, tooLong]),
  })
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    output = (output + text).slice(-KEPT_CHARS)
  })
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(tooLong.aborted ? 'the download took too long' : error.message))
    child.once('close', (code) => resolve(code === 0 ? null : describeFailure(output, code)))
  })
}

/**
 * @param {string} output
 * @param {number | null} code
 */
function describeFailure(output, code) {
  return (
    output
      .split('\n')
      .find((line) => /error/i.test(line))
      ?.trim() ?? `the download ended with ${code ?? 'a signal'}`
  )
}

/**
 * When the download of this version last failed; null for another version.
 * @param {string} packageDir
 * @param {string} path
 * @returns {number | null}
 */
export function recallFailure(packageDir, path) {
  const kept = parseFailure(readText(path) ?? '')
  return kept !== null && kept.version === readVersion(packageDir) ? kept.atMs : null
}

/**
 * @param {string} text
 * @returns {{ version: string | undefined, atMs: number } | null} null for an incomplete file
 */
function parseFailure(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * @param {string} packageDir
 * @param {string} path
 * @param {number} atMs
 */
export function rememberFailure(packageDir, path, atMs) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, JSON.stringify({ version: readVersion(packageDir), atMs }))
}

/** @param {string} path */
export function forgetFailure(path) {
  rmSync(path, { force: true })
}
