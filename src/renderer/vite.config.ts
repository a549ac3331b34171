// How the page is bundled: one bundle for the desktop and for the browser, and alone under `npm run dev`.
import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type ProxyOptions } from 'vite'

/**
 * `FUMIKURA_ENGINE=http://127.0.0.1:PORT npm run dev` serves the page from its source on top of an engine that is up; open
 * the printed address with the port of vite. The engine hears only its own page, so that is what we say we are.
 */
function proxyTo(engine: string | undefined): Record<string, ProxyOptions> | undefined {
  if (engine === undefined) return undefined
  const options = { target: engine, changeOrigin: true, headers: { origin: engine } }
  return { '/session': options, '/engine': { ...options, ws: true } }
}

// Both builds are started in the project's folder; electron-vite reads this file as a part of its own, so the place of
// this file is not known here.
const root = 'src/renderer'

export default defineConfig({
  root,
  // The desktop loads it from a scheme of its own, the web door from its root.
  base: './',
  plugins: [svelte({ configFile: false })],
  server: { host: '127.0.0.1', proxy: proxyTo(process.env.FUMIKURA_ENGINE) },
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
