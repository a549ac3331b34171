// Questions that the desktop asks when no page can. Each says what happened and what each answer
// does.
import type { BrowserWindow } from 'electron'
import type { ElectronParts } from './electron-parts.ts'
import type { EngineRefusal } from './engine-process.ts'
import type { ShellWords } from './words/index.ts'

type Dialog = ElectronParts['dialog']
export type NextStep = 'try-again' | 'quit'

/** The home cannot be opened. `home` is the folder, shown so that the person can find it. */
export function askAfterRefusal(
  dialog: Dialog,
  words: ShellWords,
  { code, message }: EngineRefusal,
  home: string,
): Promise<NextStep> {
  const { refused } = words
  const known = Object.hasOwn(refused, code) ? refused[code as 'DAMAGED'] : refused.other
  return askNextStep(dialog, words, refused.title, `${known}\n\n${message} (${code})\n${home}`)
}

/** The engine ended too often to be restarted automatically. */
export function askAfterDeaths(dialog: Dialog, words: ShellWords): Promise<NextStep> {
  return askNextStep(dialog, words, words.died.title, words.died.detail)
}

/** The page ended too often to be reloaded automatically. */
export function askAfterPageLoss(dialog: Dialog, words: ShellWords): Promise<NextStep> {
  return askNextStep(dialog, words, words.pageLost.title, words.pageLost.detail)
}

async function askNextStep(
  dialog: Dialog,
  words: ShellWords,
  message: string,
  detail: string,
): Promise<NextStep> {
  const buttons = [words.tryAgain, words.quit]
  const { response } = await dialog.showMessageBox({ type: 'error', message, detail, buttons, cancelId: 1 })
  return response === 0 ? 'try-again' : 'quit'
}

/** The person wants to quit while this many letters are only on this computer. */
export async function askAboutOnlyHere(
  dialog: Dialog,
  { onlyHere, cancel }: ShellWords,
  count: number,
): Promise<'wait' | 'quit' | 'stay'> {
  const { title, detail, wait, quit } = onlyHere
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: title(count),
    detail: detail(count),
    buttons: [wait, quit, cancel],
    defaultId: 0,
    cancelId: 2,
  })
  return (['wait', 'quit', 'stay'] as const)[response] ?? 'stay'
}

/** Asks whether to look for updates at all. */
export async function askAboutUpdates(
  dialog: Dialog,
  window: BrowserWindow,
  words: ShellWords,
): Promise<boolean> {
  const { ask, askDetail, yes, no } = words.updates
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: ask,
    detail: askDetail,
    buttons: [yes, no],
    cancelId: 1,
  })
  return response === 0
}
