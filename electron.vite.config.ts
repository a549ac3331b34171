// What `npm run build` makes: out/main (one module per process), out/preload, out/renderer.
// Nothing here starts Electron, nor the download that asking for its path would start.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'electron-vite'
import renderer from './src/renderer/vite.config.ts'

const mainDir = join(import.meta.dirname, 'src/main')

/** Every process of the project: the Electron entry, the headless host with its command line, the demo world. */
const processes = {
  index: 'index.ts',
  headless: 'headless/index.ts',
  demo: 'demo/index.ts',
}

const mainEntries = Object.fromEntries(
  Object.entries(processes)
    .map(([name, file]) => [name, join(mainDir, file)] as const)
    .filter(([, path]) => existsSync(path)),
)

const preload = join(mainDir, 'preload.ts')

export default defineConfig({
  main: {
    build: {
      // The headless host runs under plain Node too, and Node 20 is the oldest.
      target: 'node20',
      sourcemap: true,
      rolldownOptions: {
        input: mainEntries,
        // Whoever imports one function through a door must not pay for the rest of the house: the command line takes the
        // place of a socket from the core and answers long before the engine is loaded. No module acts by being imported.
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
  renderer,
})
