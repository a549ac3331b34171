#!/usr/bin/env node
// `fumikura-verify [FOLDER]`: the stand-alone verifier, the same file as in every export. Needs no
// home and no engine.
import { createRequire } from 'node:module'
import { findBuildTrouble } from './command-line.js'

const trouble = await findBuildTrouble()
if (trouble !== null) {
  process.stderr.write(`${trouble}\n`)
  process.exit(1)
}
createRequire(import.meta.url)('../out/verifier/fumikura-verify.cjs')
