// The script of an invitation's page. It reads the link from the fragment and offers to copy it. The
// page says the same without it. It also asks if the link is used up, by a hash from which nobody can
// make the link.

/** Runs in the browser of a stranger. It stores nothing. */
export const INVITE_SCRIPT = `'use strict'
const byId = (id) => document.getElementById(id)
const isPhone = /Android|iPhone|iPad|Mobile/.test(navigator.userAgent)
function decode(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
function show() {
  const code = /^#([a-z0-9]+)(?:\\.(.*))?$/.exec(location.hash)
  const own = code === null || code[2] === undefined ? '' : decode(code[2]).slice(0, 280)
  byId('own').hidden = own === ''
  byId('own').textContent = own
  byId('computer').hidden = isPhone
  byId('phone').hidden = !isPhone
  byId('link').hidden = code === null
  byId('missing').hidden = code !== null
  byId('address-step').hidden = code !== null
  if (code === null) return
  void check(code[1])
  byId('text').value = 'fumikura://invite/' + code[1]
  byId('open').href = 'fumikura://invite/' + code[1]
}
async function check(code) {
  // Without https a page cannot hash.
  if (crypto.subtle === undefined) return
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code)))
  const mark = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const answer = await fetch('/invite/used/' + mark).catch(() => null)
  const said = answer !== null && answer.ok ? await answer.text() : ''
  if (said === '' || !location.hash.startsWith('#' + code)) return
  byId('used').textContent = said
  byId('used').hidden = false
  for (const id of ['computer', 'phone', 'terms']) byId(id).hidden = true
}
async function copy() {
  const text = byId('text')
  text.select()
  // Without https or its permission a page has no clipboard; the old command still copies.
  try {
    await navigator.clipboard.writeText(text.value)
  } catch {
    document.execCommand('copy')
  }
  byId('copy').textContent = byId('copy').dataset.copied
}
byId('copy').addEventListener('click', () => void copy())
addEventListener('hashchange', show)
show()
`
