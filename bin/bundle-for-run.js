// Bundles TypeScript entries for this Node, which runs none: our own code in one folder, packages outside.
// The folder is this run's alone and goes with it, so that several runs side by side never meet.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { build } from 'vite'
import { verifierText } from './verifier-text.js'

/** Inside the project, so that what is imported from packages is found in its node_modules. */
const CACHE = 'node_modules/.cache'

/** @param {string} id */
const isPackage = (id) =>
  !id.startsWith('.') && !id.startsWith('\0') && !id.startsWith('virtual:') && !isAbsolute(id)

/**
 * Gives the folder; `entries` are the names of modules in it and their sources, by paths in the project.
 * @param {string} projectDir
 * @param {Record<string, string>} entries
 */
export async function bundleForRun(projectDir, entries) {
  mkdirSync(join(projectDir, CACHE), { recursive: true })
  const outDir = mkdtempSync(join(projectDir, CACHE, 'fumikura-run-'))
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }))
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.once(signal, () => process.exit(1))
  const input = Object.fromEntries(
    Object.entries(entries).map(([name, path]) => [name, resolve(projectDir, path)]),
  )
  await build({
    root: projectDir,
    configFile: false,
    plugins: [verifierText()],
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir,
      target: 'node20',
      minify: false,
      sourcemap: 'inline',
      rolldownOptions: {
        input,
        external: isPackage,
        output: { format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
  return outDir
}
