// The first run, in Japanese.
import type { firstRun as english } from '../en/first-run.ts'

export const firstRun: typeof english = {
  welcome: '送ることは、しまうこと',
  intro:
    '書いた手紙は、ここにある自分の蔵に残ります。相手に届くのは小さな通知だけです。相手は読みたいときに、この蔵から手紙を開きます。',
  nameLabel: 'お名前',
  nameHint: '名前は、手紙の相手に表示されます。あとで変更できます。',
  nameMissing: '名前を入力してください。',
  passphraseLabel: 'パスフレーズ',
  passphraseOptional: '任意',
  passphraseHint:
    'このコンピューターには、蔵の鍵を安全に預ける場所がありません。パスフレーズ（自分で決める合い言葉）を決めると、ディスクを盗まれても手紙は読まれません。そのかわり、Fumikuraを起動するたびにパスフレーズを入力します。決めない場合、蔵の鍵は、読める状態で手紙と同じ場所に置かれます。',
  passphraseForgotten: 'パスフレーズは再発行できません。大切に保管してください。',
  begin: 'はじめる',
  making: '蔵を作っています…',
  step: (at, of) => `手順${at}/${of}`,

  wordsTitle: '24の単語',
  wordsIntro:
    'この24の単語が、アカウントそのものです。コンピューターをなくしたとき、アカウントを取り戻せるのはこの単語だけです。単語は再発行できません。順番どおりに紙に書き、誰にも見せないでください。',
  wordsList: '24の単語（順番どおり）',
  written: '書きとめました',
  later: 'あとにする',
  laterHint: '単語の確認が済むまで、Fumikuraがお知らせします。確認が済むまでは、単語をもう一度見られます。',

  proveTitle: '24の単語のうち3つを入力してください',
  proveIntro:
    '単語を書いた紙を見ながら入力してください。合っていれば、24の単語をこのコンピューターから消します。単語を書いた紙は大切に保管してください。',
  wordNumber: (position) => `${position}番目の単語`,
  prove: '確認する',
  proveWrong:
    '入力した単語のうち、少なくとも1つが、その番号の単語と違います。単語を書いた紙をもう一度ご覧ください。',
  showAgain: '単語をもう一度見る',
  proven: '24の単語を確認しました。これからは、24の単語は紙にしかありません。',

  unlockTitle: '蔵に鍵がかかっています',
  unlockText:
    'この蔵のパスフレーズを入力してください。パスフレーズは、このコンピューターの外に送られません。',
  unlock: '開ける',
  unlocking: '開けています…',
  showPassphrase: 'パスフレーズを表示',
  hidePassphrase: 'パスフレーズを隠す',

  emptyTitle: 'まだ何も届いていません',
  emptyText: (name) =>
    `${name}さん、ここがあなたの蔵です。手紙は知り合いの間だけを行き来します。まずは誰かを招待しましょう。`,
  invite: '誰かを招待する',
  inviteText:
    '1人だけが使える招待リンクを作ります。リンクを好きな方法で相手に送るか、QRコードを相手に読み取ってもらってください。リンクは1週間有効です。',
  inviteMake: '招待リンクを作る',
  inviteMaking: '招待リンクを作っています…',
  inviteLink: '招待リンク',
  atHome: '招待はコンピューターで行ってください。届いた手紙は、ここにも表示されます。',
  accept: '招待を受ける',
  acceptText: '相手からもらった招待文を貼り付けてください。グループのリンクも使えます。',
  acceptLabel: 'もらったリンク',
  acceptAction: '受ける',
  accepting: '相手を探しています…',
  accepted: (name) => `${name}さんと手紙を交わせるようになりました。`,
  mail: 'メールを移す',
  mailText:
    'いま使っているアドレスのメールが、手紙と並んでここにも届きます。必要なのは、アドレスとパスワードだけです。',
  mailAction: 'ファイル（mbox、.eml）から取り込む',
  demo: '見てまわる',
  demoText:
    '返事をくれる架空の人たちと、さまざまな状態の手紙、グループ、アルバム、公開の投稿がそろった、お試し用の小さな世界です。自分のデータには触れず、終了すると消えます。',
  demoStart: 'デモの世界を始める',
  demoStarting: '準備しています…',
  demoWait: 'デモの世界の4つの蔵を開き、手紙を書いています。10秒ほどかかります。',
  demoReady: 'デモの世界の準備ができました。',
  demoOpen: 'デモの世界を新しいタブで開く',
}
