// How the page is bundled: one bundle for the desktop and the browser, which `npm run dev` serves
// from its source.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin, type ProxyOptions } from 'vite'
import { townsText } from '../../bin/towns-text.js'

/**
 * `npm run dev` names the engine of its demo world here. FUMIKURA_ENGINE=http://127.0.0.1:PORT names
 * a running engine; then open the address that it printed, with vite's port. The engine accepts only its own page, so
 * the proxy sends the engine's origin.
 */
function proxyTo(engine: string | undefined): Record<string, ProxyOptions> | undefined {
  if (engine === undefined) return undefined
  const options = { target: engine, changeOrigin: true, headers: { origin: engine } }
  // Whole names: the page has a folder `files`.
  return { '^/(session|file)([/?]|$)': options, '^/engine([/?]|$)': { ...options, ws: true } }
}

const engine = process.env.FUMIKURA_ENGINE
if (engine !== undefined) process.env.VITE_ENGINE_HOST = new URL(engine).host

// Both builds start in the project's folder. electron-vite bundles this file into its own
// configuration, so `import.meta.dirname` would be wrong.
const root = 'src/renderer'

/**
 * Files that the PDF reader loads by name when a document needs them: tables of Japanese fonts,
 * standard fonts, decoders.
 */
function pdfParts(): Plugin {
  const from = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
  const folders = { cmaps: 'cmaps', fonts: 'standard_fonts', decoders: 'wasm' }
  const isAsked = (name: string): boolean => !name.endsWith('.wasm')
  return {
    name: 'pdf-parts',
    generateBundle() {
      for (const [folder, kept] of Object.entries(folders))
        for (const name of readdirSync(join(from, kept)).filter(isAsked))
          this.emitFile({
            type: 'asset',
            fileName: `pdf/${folder}/${name}`,
            source: readFileSync(join(from, kept, name)),
          })
    },
    configureServer({ middlewares }) {
      middlewares.use('/pdf/', (request, response, next) => {
        const [, folder = '', name = ''] = (request.url ?? '').split('/')
        const kept = folders[folder as keyof typeof folders]
        if (kept === undefined || !readdirSync(join(from, kept)).includes(name)) return next()
        response.end(readFileSync(join(from, kept, name)))
      })
    },
  }
}

/** The licence of the font must be with it. */
function fontLicence(): Plugin {
  const path = createRequire(import.meta.url).resolve('@fontsource-variable/source-serif-4/LICENSE')
  return {
    name: 'font-licence',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'assets/source-serif-4-OFL.txt', source: readFileSync(path) })
    },
  }
}

/** A phone's service worker: one file at the root, without a hash. */
function farWorker(): Plugin {
  return {
    name: 'far-worker',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: resolve(root, 'far-worker.ts'), fileName: 'far-worker.js' })
    },
    generateBundle(_options, bundle) {
      const worker = bundle['far-worker.js']
      if (worker?.type === 'chunk' && worker.imports.length > 0)
        this.error('far-worker.js imports code that it shares with the page; not every browser takes that.')
    },
  }
}

export default defineConfig({
  root,
  // The desktop loads the page by its own scheme, the web door serves it from its root.
  base: './',
  plugins: [svelte({ configFile: false }), pdfParts(), fontLicence(), townsText(), farWorker()],
  server: { host: '127.0.0.1', proxy: proxyTo(engine) },
  // A package that vite finds late, behind a dynamic import, would reload the page.
  optimizeDeps: { entries: [resolve(root, '**/*.{svelte,ts}')] },
  build: {
    target: 'es2023',
    // The first browsers with light-dark(). Electron's Chromium is much newer.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    minify: true,
    modulePreload: { polyfill: false },
    // One bundle with three entries, which differ only in the connection to the engine.
    rolldownOptions: {
      input: ['index.html', 'desktop.html', 'far.html'].map((name) => resolve(root, name)),
      // No module of the engine acts when it is imported, so what an entry does not use is dropped: the
      // tunnel of phones belongs to one entry only.
      treeshake: { moduleSideEffects: (id) => !id.includes('/src/core/') },
    },
  },
})
