// Builds two parts of the project as one file each, and provides their texts as modules: the
// stand-alone verifier, which every export contains and `fumikura-verify` runs, and the thread that
// reads mails.
// They are built on demand, so they are never older than their source; the packages that they need
// are included.
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const ENTRIES = new Map([
  ['virtual:fumikura-verify', '../src/verifier/main.ts'],
  ['virtual:fumikura-mail-thread', '../src/core/mail/thread-main.ts'],
])

/** @type {Map<string, Promise<string>>} */
const made = new Map()

/** Built once per run. @returns {Promise<string>} CommonJS, so that it runs in any folder */
export function makeVerifier() {
  return makeText('virtual:fumikura-verify')
}

/**
 * @param {string} name
 * @returns {Promise<string>}
 */
function makeText(name) {
  const making = made.get(name) ?? bundle(fileURLToPath(new URL(ENTRIES.get(name) ?? '', import.meta.url)))
  made.set(name, making)
  return making
}

/**
 * @param {string} entry
 * @returns {Promise<string>}
 */
async function bundle(entry) {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      write: false,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: entry,
        // Importing one function by an index.ts must not include the whole noun.
        treeshake: { moduleSideEffects: false },
        output: { format: 'cjs', codeSplitting: false },
      },
    },
    ssr: { noExternal: true },
  })
  const { output } = /** @type {{ output: { type: string, code: string }[] }} */ (
    Array.isArray(result) ? result[0] : result
  )
  const [chunk, ...others] = output.filter((one) => one.type === 'chunk')
  if (chunk === undefined || others.length > 0) throw new Error(`${entry} is not one file`)
  return `#!/usr/bin/env node
${chunk.code}`
}

/** @returns {import('vite').Plugin} */
export function verifierText() {
  return {
    name: 'verifier-text',
    resolveId: (id) => (ENTRIES.has(id) ? `\0${id}` : null),
    async load(id) {
      const name = id.slice(1)
      if (!id.startsWith('\0') || !ENTRIES.has(name)) return null
      return `export default ${JSON.stringify(await makeText(name))}`
    },
  }
}
