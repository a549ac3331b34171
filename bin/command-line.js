// Starts the command line from a launcher: builds a checkout if necessary, then runs the built
// module.
// Plain JavaScript, because it runs before the build.
import { ensureBuilt } from './ensure-built.js'

const OLDEST_NODE = [20, 19]

/**
 * Ends the process when the command has ended.
 * @param {string[]} words
 * @returns {Promise<never>}
 */
export async function runCommandLine(words) {
  const reason = findNodeTrouble(process.versions.node) ?? (await findBuildTrouble())
  if (reason !== null) return refuse(reason, words)
  const root = new URL('..', import.meta.url)
  const { main } = /** @type {{ main: (words: string[], root: URL) => Promise<never> }} */ (
    await import(new URL('out/main/headless.js', root).href)
  )
  return main(words, root)
}

/** @param {string} version */
export function findNodeTrouble(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return null
  return `Node ${OLDEST_NODE.join('.')} or later is needed; this is ${version}.`
}

/** @returns {Promise<string | null>} */
export async function findBuildTrouble() {
  try {
    await ensureBuilt()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/**
 * @param {string} message
 * @param {string[]} words
 * @returns {never}
 */
function refuse(message, words) {
  if (words.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ error: { code: 'INTERNAL', message } })}\n`)
  } else process.stderr.write(`fumikura: ${message}\n`)
  process.exit(1)
}
