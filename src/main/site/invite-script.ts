// The script of an invitation's page. It reads the link from the fragment and offers to copy it. The
// page says the same without it.

/** Runs in the browser of a stranger. It sends nothing and stores nothing. */
export const INVITE_SCRIPT = `'use strict'
const byId = (id) => document.getElementById(id)
function show() {
  const code = /^#([a-z0-9]+)$/.exec(location.hash)
  byId('link').hidden = code === null
  byId('missing').hidden = code !== null
  byId('address-step').hidden = code !== null
  byId('link-step').hidden = code === null
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
