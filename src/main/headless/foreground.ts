// Finds out whether this process may read from its terminal: only the foreground job may. The
// system stops a background job that tries.
// The shell would get the typed answer and store it in its history.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

interface Groups {
  /** The process group of this process. */
  own: number
  /** The terminal's foreground process group; below 1 without a terminal. */
  foreground: number
}

/** True if the system does not say: Windows has no jobs. */
export function isForeground(): boolean {
  const groups = process.platform === 'linux' ? readGroups() : askGroups()
  return groups === null || groups.own === groups.foreground
}

function readGroups(): Groups | null {
  try {
    return parseStat(readFileSync('/proc/self/stat', 'latin1'))
  } catch {
    return askGroups()
  }
}

/** `pid (name) state ppid pgrp session tty tpgid …`; the name may contain any character. */
export function parseStat(stat: string): Groups | null {
  const [, , own, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return toGroups(own, foreground)
}

function askGroups(): Groups | null {
  if (process.platform === 'win32') return null
  const asked = spawnSync('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], { encoding: 'latin1' })
  const [own, foreground] = (asked.stdout ?? '').trim().split(/\s+/)
  return toGroups(own, foreground)
}

function toGroups(own: string | undefined, foreground: string | undefined): Groups | null {
  const groups = { own: Number(own), foreground: Number(foreground) }
  return Number.isSafeInteger(groups.own) && Number.isSafeInteger(groups.foreground) ? groups : null
}
