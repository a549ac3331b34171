// Every sentence of the app in Japanese; what is missing here does not compile.
// Stands beside the life of a message: it is how each of its words is told to a person.
//
// One word for one thing, on every screen:
//   letter 手紙 (通) · notice 通知 · store, home 蔵 · seal 封 · sealed 封のまま, as a filter 未開封 · open 開く, opened 開封済み
//   author 書いた人 · reader 読み手 · reply 返信 · thread やりとり · note ひとこと · ask to be let in 閲覧を頼む
//   send 送る · undo 取り消す · hold 保留する, let go 保留を解く · scheduled 予約 · recall 取り下げる · expired 期限切れ · urgent 至急
//   done 完了 · accepted 承諾 · declined 辞退 · Waiting for me 要対応 · snooze スヌーズ · mute ミュート · label ラベル · star スター
//   person 人 · contact 知り合い · invite 招待 · knock ノック · address アドレス · card 名刺 · device 端末 · safety number 安全番号
//   connected 接続中 · engine エンジン · ledger 作業の記録 · 24 words 24の単語 · passphrase パスフレーズ
//   group グループ, owner 管理者, member メンバー, post 投稿する · public 公開, everyone 全員 · follow フォロー · self, only me 自分だけ · notes 覚え書き
//   share 共有する · withdraw 取り下げる · version 版, edit 編集 · tag タグ · public site 公開サイト
//   file ファイル (件) · attach 添付する · picture 画像, film 動画, sound 音声 · save 保存する
// Names take さん. A figure or a name stands against its neighbours without a space: the style sheet sets the gap.
import type { Messages } from '../en/index.ts'
import { albums } from './albums.ts'
import { attachments } from './attachments.ts'
import { author } from './author.ts'
import { backup } from './backup.ts'
import { boxes } from './boxes.ts'
import { common } from './common.ts'
import { compose } from './compose.ts'
import { connection } from './connection.ts'
import { desktop } from './desktop.ts'
import { diagnostics } from './diagnostics.ts'
import { documents } from './documents.ts'
import { errors } from './errors.ts'
import { files } from './files.ts'
import { firstRun } from './first-run.ts'
import { follows } from './follows.ts'
import { groups } from './groups.ts'
import { inbox } from './inbox.ts'
import { letter } from './letter.ts'
import { palette } from './palette.ts'
import { people } from './people.ts'
import { picture } from './picture.ts'
import { policy } from './policy.ts'
import { portable } from './portable.ts'
import { search } from './search.ts'
import { settings } from './settings.ts'
import { sharing } from './sharing.ts'
import { shell } from './shell.ts'
import { shortcuts } from './shortcuts.ts'
import { space } from './space.ts'
import { states } from './states.ts'
import { viewer } from './viewer.ts'

export const ja: Messages = {
  albums,
  attachments,
  author,
  backup,
  boxes,
  common,
  compose,
  connection,
  desktop,
  diagnostics,
  documents,
  errors,
  files,
  firstRun,
  follows,
  groups,
  inbox,
  letter,
  palette,
  people,
  picture,
  policy,
  portable,
  search,
  settings,
  sharing,
  shell,
  shortcuts,
  space,
  states,
  viewer,
}
