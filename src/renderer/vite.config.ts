// How the page is bundled: one bundle for the desktop and for the browser, and alone under `npm run dev`.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin, type ProxyOptions } from 'vite'

/**
 * `FUMIKURA_ENGINE=http://127.0.0.1:PORT npm run dev` serves the page from its source on top of an engine that is up; open
 * the printed address with the port of vite. The engine hears only its own page, so that is what we say we are.
 */
function proxyTo(engine: string | undefined): Record<string, ProxyOptions> | undefined {
  if (engine === undefined) return undefined
  const options = { target: engine, changeOrigin: true, headers: { origin: engine } }
  return { '/session': options, '/file': options, '/engine': { ...options, ws: true } }
}

const engine = process.env.FUMIKURA_ENGINE
if (engine !== undefined) process.env.VITE_ENGINE_HOST = new URL(engine).host

// Both builds are started in the project's folder; electron-vite reads this file as a part of its own, so the place of
// this file is not known here.
const root = 'src/renderer'

/** What the reader of PDF asks for by name when a page needs it: tables of Japanese fonts, fonts that no PDF carries, a decoder. */
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

export default defineConfig({
  root,
  // The desktop loads it from a scheme of its own, the web door from its root.
  base: './',
  plugins: [svelte({ configFile: false }), pdfParts()],
  server: { host: '127.0.0.1', proxy: proxyTo(engine) },
  build: {
    target: 'es2023',
    // The first browsers that know light-dark(); Electron is far ahead of them.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    minify: true,
    modulePreload: { polyfill: false },
    // One bundle with two entries: they differ in how the engine is reached, and in nothing that is drawn.
    rolldownOptions: { input: ['index.html', 'desktop.html'].map((name) => resolve(root, name)) },
  },
})
