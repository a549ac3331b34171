// `npm run build` makes out/main (one module per process), out/icons, out/preload and out/renderer.
// It does not import `electron`, because that would start a download.
import { createPrivateKey } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { defineConfig } from 'electron-vite'
import { mergeConfig, type Plugin } from 'vite'
import { makeVerifier, verifierText } from './bin/verifier-text.js'
import { makePageList, PAGE_LIST, signPageList } from './src/main/host/far/page-list.ts'
import renderer from './src/renderer/vite.config.ts'

const mainDir = join(import.meta.dirname, 'src/main')

/**
 * Every process of the project: the Electron entry, the engine host and the demo world that it
 * forks, and the headless host with its command line.
 */
const processes = {
  index: 'index.ts',
  'engine-host': 'engine-host/index.ts',
  headless: 'headless/index.ts',
  'demo-world': 'demo-world/index.ts',
}

const mainEntries = Object.fromEntries(
  Object.entries(processes)
    .map(([name, file]) => [name, join(mainDir, file)] as const)
    .filter(([, path]) => existsSync(path)),
)

const preload = join(mainDir, 'preload.ts')

/** Copies the icons that the shell shows at run time. Packing reads its icons from packing/. */
function shellIcons(): Plugin {
  const target = join(import.meta.dirname, 'out/icons')
  return {
    name: 'shell-icons',
    writeBundle() {
      rmSync(target, { recursive: true, force: true })
      cpSync(join(import.meta.dirname, 'packing/icons/shell'), target, { recursive: true })
    },
  }
}

/** Writes the stand-alone verifier for `fumikura-verify`. Every export contains the same file. */
function verifierFile(): Plugin {
  const target = join(import.meta.dirname, 'out/verifier')
  return {
    name: 'verifier-file',
    async writeBundle() {
      mkdirSync(target, { recursive: true })
      writeFileSync(join(target, 'fumikura-verify.cjs'), await makeVerifier())
    },
  }
}

/**
 * Lists the page's files: the desktop serves no others. The build writes this list last, so its
 * presence means a complete build. The list of what a phone's page runs is written before;
 * FUMIKURA_RELEASE_KEY names the PEM file of the key that signs it.
 */
function pageFiles(): Plugin {
  const releaseKey = process.env.FUMIKURA_RELEASE_KEY
  return {
    name: 'page-files',
    writeBundle: {
      order: 'post',
      handler({ dir = '' }) {
        const list = makePageList(dir)
        const signed =
          releaseKey === undefined ? list : signPageList(list, createPrivateKey(readFileSync(releaseKey)))
        writeFileSync(join(dir, PAGE_LIST), `${JSON.stringify(signed, null, 1)}\n`)
        const names = readdirSync(dir, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
        writeFileSync(join(dir, 'page-files.json'), `${JSON.stringify(names.sort(), null, 2)}\n`)
      },
    },
  }
}

export default defineConfig({
  main: {
    plugins: [shellIcons(), verifierText(), verifierFile()],
    build: {
      // The headless host runs under plain Node, from version 20 on.
      target: 'node20',
      sourcemap: true,
      rolldownOptions: {
        input: mainEntries,
        // To import one function by an index.ts must not load the whole noun: the command line
        // needs only the path of a socket from the core, and must start fast. No module has side
        // effects at import. A dynamic import of such an index.ts would load all of it again, so a
        // module of its own imports what is loaded late.
        treeshake: { moduleSideEffects: false },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload is one CommonJS file: it can require nothing but Electron.
      externalizeDeps: false,
      rolldownOptions: { input: { preload }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: mergeConfig(renderer, { plugins: [pageFiles()] }),
})
