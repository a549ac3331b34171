// The first run, in Japanese.
import type { firstRun as english } from '../en/first-run.ts'

export const firstRun: typeof english = {
  welcome: '送ることは、しまうこと',
  intro:
    '書いた手紙は、ここにある自分の蔵に残ります。相手に届くのは小さな通知だけです。相手は読みたいときに、この蔵から手紙を開きます。',
  nameLabel: 'お名前',
  nameHint: '手紙の相手に表示されます。あとで変更できます。',
  nameMissing: '名前を入力してください。',
  passphraseLabel: 'パスフレーズ',
  passphraseOptional: '任意',
  passphraseHint:
    'このコンピューターには、蔵の鍵を安全に預ける場所がありません。パスフレーズを決めると、ディスクを盗まれても手紙は読まれません。そのかわり、起動のたびに入力します。決めない場合、鍵は読める状態で手紙と同じ場所に置かれます。',
  passphraseForgotten: 'パスフレーズは再発行できません。大切に保管してください。',
  begin: 'はじめる',
  making: '蔵を作っています…',
  step: (at, of) => `手順${at}/${of}`,

  wordsTitle: '24の単語',
  wordsIntro:
    'この単語が、アカウントそのものです。コンピューターをなくしたとき、アカウントを取り戻せるのはこの単語だけで、再発行はできません。順番どおりに紙に書き、誰にも見せないでください。',
  wordsList: '24の単語（順番どおり）',
  written: '書きとめました',
  later: 'あとにする',
  laterHint: '確認が済むまでお知らせします。それまでは、単語をもう一度表示できます。',

  proveTitle: 'そのうちの3つを教えてください',
  proveIntro:
    '紙を見ながら入力してください。合っていれば、24の単語をこのコンピューターから消します。紙は大切に保管してください。',
  wordNumber: (position) => `${position}番目の単語`,
  prove: '確認する',
  proveWrong: '少なくとも1つ、その位置の単語と違います。もう一度、紙をご覧ください。',
  showAgain: '単語をもう一度見る',
  proven: '確認しました。これからは、単語は紙にしかありません。',

  unlockTitle: '蔵に鍵がかかっています',
  unlockText: 'この蔵のパスフレーズを入力してください。コンピューターの外には出ません。',
  unlock: '開ける',
  unlocking: '開けています…',
  showPassphrase: 'パスフレーズを表示',
  hidePassphrase: 'パスフレーズを隠す',

  emptyTitle: 'まだ何も届いていません',
  emptyText: (name) =>
    `${name}さん、ここがあなたの蔵です。手紙は知り合いの間だけを行き来します。まずは誰かを招待しましょう。`,
  invite: '誰かを招待する',
  inviteText:
    '1人だけが使えるリンクを作ります。好きな方法で送るか、QRコードを読み取ってもらってください。1日有効です。',
  inviteMake: '招待リンクを作る',
  inviteMaking: '招待リンクを作っています…',
  inviteReady: (until) =>
    `使えるのは1人だけ、${until}までです。相手が使うまで、Fumikuraを動かしておいてください。`,
  inviteLink: '招待リンク',
  inviteQr: '招待リンクのQRコード',
  inviteUsed: (name) => `${name}さんとつながりました。手紙を交わせます。`,
  accept: '招待を受ける',
  acceptText: 'もらった招待リンクを貼り付けてください。グループのリンクも使えます。',
  acceptLabel: 'もらったリンク',
  acceptAction: '受ける',
  accepting: '相手を探しています…',
  accepted: (name) => `${name}さんと手紙を交わせるようになりました。`,
  demo: 'まずは見てまわる',
  demoText:
    '登場人物と、さまざまな状態の手紙がそろった小さな世界です。このコンピューターの中だけで動き、手元のデータには触れません。Fumikuraを終了すると消えます。',
  demoStart: 'デモの世界を始める',
  demoStarting: '準備しています…',
  demoWait: '3つの蔵を開き、手紙を書いています。30秒ほどかかることがあります。',
  demoReady: '準備ができました。',
  demoOpen: 'デモの世界を新しいタブで開く',
}
