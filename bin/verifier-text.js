// Builds the stand-alone verifier as one file and provides its text as a module. The exporter adds
// it to every export, and `fumikura-verify` runs it.
// It is built on demand, so it is never older than its source; the two packages that it needs are
// included.
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const NAME = 'virtual:fumikura-verify'
const entry = fileURLToPath(new URL('../src/verifier/main.ts', import.meta.url))

/** @type {Promise<string> | null} */
let made = null

/** Built once per run. @returns {Promise<string>} CommonJS, so that it runs in any folder */
export function makeVerifier() {
  return (made ??= bundle())
}

/** @returns {Promise<string>} */
async function bundle() {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      write: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { input: entry, output: { format: 'cjs', codeSplitting: false } },
    },
    ssr: { noExternal: true },
  })
  const { output } = /** @type {{ output: { type: string, code: string }[] }} */ (
    Array.isArray(result) ? result[0] : result
  )
  const [chunk, ...others] = output.filter((one) => one.type === 'chunk')
  if (chunk === undefined || others.length > 0) throw new Error('the verifier is not one file')
  return `#!/usr/bin/env node
${chunk.code}`
}

/** @returns {import('vite').Plugin} */
export function verifierText() {
  return {
    name: 'verifier-text',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    async load(id) {
      if (id !== `\0${NAME}`) return null
      return `export default ${JSON.stringify(await makeVerifier())}`
    },
  }
}
