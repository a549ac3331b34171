// The script of an invitation's page. It reads the link from the fragment and offers to copy it. The
// page says the same without it.

/** Runs in the browser of a stranger. It sends nothing and stores nothing. */
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
  byId('text').value = 'fumikura://invite/' + code[1]
  byId('open').href = 'fumikura://invite/' + code[1]
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
