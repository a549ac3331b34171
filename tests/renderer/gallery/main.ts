// The entry of the gallery: `npm run dev -- --gallery`. It is in no build. The address can choose:
// `?theme=dark&lang=ja&card=Letters`.
import { mount } from 'svelte'
import '../../../src/renderer/app.css'
import { ja } from '../../../src/renderer/messages/ja/index.ts'
import { addMessages } from '../../../src/renderer/messages/messages.svelte.ts'
import InApp from '../support/InApp.svelte'
import { galleryApp } from './engine.ts'
import Gallery from './Gallery.svelte'

const asked = new URLSearchParams(location.search)
addMessages('ja', ja)
const app = galleryApp()
const theme = asked.get('theme')
if (theme !== null) document.documentElement.dataset['theme'] = theme
mount(InApp, {
  target: document.body,
  props: {
    app,
    Part: Gallery as never,
    props: { only: asked.get('card'), locale: asked.get('lang') === 'ja' ? 'ja' : 'en' },
  },
})
