// How the page is bundled: one bundle for the desktop and for the browser, and alone under `npm run dev`.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  // Both builds are started in the project's folder.
  root: 'src/renderer',
  // The desktop loads it from a scheme of its own, the web door from its root.
  base: './',
  plugins: [svelte({ configFile: false })],
  server: { host: '127.0.0.1' },
  build: {
    target: 'es2023',
    // The first browsers that know light-dark(); Electron is far ahead of them.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    minify: true,
    modulePreload: { polyfill: false },
  },
})
