// Signs the lists of updates that electron-builder wrote:
// `node packing/sign-update-list.js dist/latest*.yml`, with the Ed25519 key in
// FUMIKURA_UPDATE_SIGNING_KEY (PKCS#8, base64). `--new-key` prints a pair: first the public key,
// which packing reads from FUMIKURA_UPDATE_KEY, then the secret key.
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'

const RAW_KEY_BYTES = 32

/** @returns {{ publicKey: string, privateKey: string }} */
export function makeKeys() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-RAW_KEY_BYTES).toString('base64'),
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  }
}

/**
 * Writes `<list>.sig`. src/main/shell/signed-updates.ts checks it, and must build the same text.
 * @param {string} path
 * @param {string} privateKey
 */
export function signList(path, privateKey) {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' })
  const text = `fumikura/update-list/1\n${basename(path)}\n${readFileSync(path, 'utf8')}`
  writeFileSync(`${path}.sig`, `${sign(null, Buffer.from(text, 'utf8'), key).toString('base64')}\n`)
}

/** @param {string[]} words */
function main(words) {
  if (words[0] === '--new-key') {
    const { publicKey, privateKey } = makeKeys()
    process.stdout.write(`${publicKey}\n${privateKey}\n`)
    return
  }
  const { FUMIKURA_UPDATE_SIGNING_KEY: key } = process.env
  if (!key || words.length === 0) throw new Error('FUMIKURA_UPDATE_SIGNING_KEY and the lists are needed.')
  for (const path of words) signList(path, key)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.slice(2))
