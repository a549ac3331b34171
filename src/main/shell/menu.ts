// The application menu as data, with the platform's accelerators: on macOS the app menu is first,
// elsewhere File.
// Roles use what the system provides; the other items send a command to the page.
import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../../core/contract/index.ts'
import type { ShellWords } from './words/index.ts'

export interface MenuMaking {
  words: ShellWords
  isMac: boolean
  devtools: boolean
  onCommand: (command: MenuCommand) => void
  onPrint: () => void
  onLookForUpdates: () => void
}

type Item = MenuItemConstructorOptions
const line: Item = { type: 'separator' }

export function menuTemplate(making: MenuMaking): Item[] {
  const { words, isMac } = making
  return [
    ...(isMac ? [appMenu(making)] : []),
    { label: words.file, submenu: fileItems(making) },
    { label: words.edit, submenu: editItems(words) },
    { label: words.view, submenu: viewItems(making) },
    { label: words.go, submenu: goItems(making) },
    { label: words.window, role: 'windowMenu', submenu: windowItems(words, isMac) },
    { label: words.help, role: 'help', submenu: helpItems(making) },
  ]
}

function appMenu({ words, onCommand, onLookForUpdates }: MenuMaking): Item {
  return {
    label: 'Fumikura',
    submenu: [
      { role: 'about', label: words.about },
      { label: words.lookForUpdates, click: onLookForUpdates },
      line,
      { label: words.settings, accelerator: 'Cmd+,', click: () => onCommand('settings') },
      line,
      { role: 'services', label: words.services },
      line,
      { role: 'hide', label: words.hide },
      { role: 'hideOthers', label: words.hideOthers },
      { role: 'unhide', label: words.showAll },
      line,
      { role: 'quit', label: words.quit },
    ],
  }
}

function fileItems({ words, isMac, onCommand, onPrint }: MenuMaking): Item[] {
  const items: Item[] = [
    { label: words.compose, accelerator: 'CmdOrCtrl+N', click: () => onCommand('compose') },
    line,
    { label: words.print, accelerator: 'CmdOrCtrl+P', click: onPrint },
    line,
    { role: 'close', label: words.closeWindow },
  ]
  if (isMac) return items
  const settings: Item = { label: words.settings, accelerator: 'Ctrl+,', click: () => onCommand('settings') }
  return [...items.slice(0, 1), settings, ...items.slice(1), { role: 'quit', label: words.quit }]
}

function editItems(words: ShellWords): Item[] {
  return [
    { role: 'undo', label: words.undo },
    { role: 'redo', label: words.redo },
    line,
    { role: 'cut', label: words.cut },
    { role: 'copy', label: words.copy },
    { role: 'paste', label: words.paste },
    { role: 'pasteAndMatchStyle', label: words.pastePlain },
    { role: 'selectAll', label: words.selectAll },
  ]
}

function viewItems({ words, devtools }: MenuMaking): Item[] {
  const items: Item[] = [
    { role: 'resetZoom', label: words.actualSize },
    { role: 'zoomIn', label: words.zoomIn },
    { role: 'zoomOut', label: words.zoomOut },
    line,
    { role: 'togglefullscreen', label: words.fullScreen },
  ]
  if (!devtools) return items
  return [
    ...items,
    line,
    { role: 'reload', label: words.reload },
    { role: 'toggleDevTools', label: words.developerTools },
  ]
}

function goItems({ words, onCommand }: MenuMaking): Item[] {
  return [
    { label: words.inbox, accelerator: 'CmdOrCtrl+1', click: () => onCommand('inbox') },
    { label: words.people, accelerator: 'CmdOrCtrl+2', click: () => onCommand('people') },
    { label: words.search, accelerator: 'CmdOrCtrl+F', click: () => onCommand('search') },
    line,
    // The page handles Ctrl/Cmd-K; the menu only shows the shortcut.
    {
      label: words.palette,
      accelerator: 'CmdOrCtrl+K',
      registerAccelerator: false,
      click: () => onCommand('palette'),
    },
  ]
}

function windowItems(words: ShellWords, isMac: boolean): Item[] {
  const items: Item[] = [{ role: 'minimize', label: words.minimize }]
  return isMac ? [...items, line, { role: 'front', label: words.bringToFront }] : items
}

function helpItems({ words, isMac, onCommand, onLookForUpdates }: MenuMaking): Item[] {
  const items: Item[] = [{ label: words.shortcuts, click: () => onCommand('shortcuts') }]
  if (isMac) return items
  return [
    ...items,
    { label: words.lookForUpdates, click: onLookForUpdates },
    line,
    { role: 'about', label: words.about },
  ]
}
