// Bundles TypeScript entries for Node 20, which cannot run TypeScript: the project's code into one
// folder, packages outside.
// The folder belongs to this run and is removed with it, so parallel runs do not interfere.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { build } from 'vite'
import { verifierText } from './verifier-text.js'

/** Inside the project, so that imports of packages resolve to its node_modules. */
const CACHE = 'node_modules/.cache'

/** @param {string} id */
const isPackage = (id) =>
  !id.startsWith('.') && !id.startsWith('\0') && !id.startsWith('virtual:') && !isAbsolute(id)

/** A folder of this run, which its end removes. @param {string} projectDir */
function makeRunFolder(projectDir) {
  mkdirSync(join(projectDir, CACHE), { recursive: true })
  const outDir = mkdtempSync(join(projectDir, CACHE, 'fumikura-run-'))
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }))
  return outDir
}

/**
 * @param {string} projectDir
 * @param {string} outDir
 * @param {Record<string, string>} entries
 * @returns {import('vite').InlineConfig}
 */
function bundling(projectDir, outDir, entries) {
  const input = Object.fromEntries(
    Object.entries(entries).map(([name, path]) => [name, resolve(projectDir, path)]),
  )
  return {
    root: projectDir,
    configFile: false,
    plugins: [verifierText()],
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input,
        external: isPackage,
        output: { format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  }
}

/**
 * Returns the folder. `entries` maps module names in it to source paths in the project.
 * @param {string} projectDir
 * @param {Record<string, string>} entries
 */
export async function bundleForRun(projectDir, entries) {
  const outDir = makeRunFolder(projectDir)
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.once(signal, () => process.exit(1))
  await build(bundling(projectDir, outDir, entries))
  return outDir
}

/**
 * The same at each change of a source, until the returned function is called. A source that does
 * not compile is reported, and its last bundle stays.
 * @param {string} projectDir
 * @param {Record<string, string>} entries
 * @param {(outDir: string) => void} onBundled
 * @param {(problem: string) => void} onFailed
 * @returns {Promise<() => Promise<void>>}
 */
export async function bundleAtChanges(projectDir, entries, onBundled, onFailed) {
  const outDir = makeRunFolder(projectDir)
  const config = bundling(projectDir, outDir, entries)
  const watcher = /** @type {import('vite').Rolldown.RolldownWatcher} */ (
    await build({ ...config, build: { ...config.build, watch: {} } })
  )
  watcher.on('event', (event) => {
    if (event.code === 'END') onBundled(outDir)
    else if (event.code === 'ERROR') onFailed(event.error.message)
  })
  return () => watcher.close()
}
