import type { ByLanguage } from '@/locale'

export default {
  'zh-CN': {
    sign_in: {
      title: '登录', welcome: '欢迎回来', note: '用员工邮箱登录运营后台', email: '邮箱', password_field: '密码', go: '登录', first: '第一次登录？用启动时终端里给出的一次性密码。', other: '换个账号登录',
      code: { title: '两步验证', note: '打开验证器 App，输入 6 位动态码', field: '动态码', recovery: '手机不在身边？改用恢复码', recovery_note: '输入一个没用过的恢复码，用过即失效', recovery_field: '恢复码', totp: '改用动态码', go: '验证' },
      password: { title: '设置新密码', note: '一次性密码只能用这一回，请换成你自己的密码（至少 10 位）。', current: '当前密码', one_time: '一次性密码', new: '新密码', again: '再输一遍', differs: '两次输入不一样', go: '保存并继续', done: '密码已修改，其他设备已退出' },
      enrol: { title: '开启两步验证', note: '你的角色要求两步验证。用验证器 App（如 Google Authenticator、微软验证器、1Password）扫码，再输入它给出的 6 位动态码。', secret: '扫不了码？手动输入密钥', field: '动态码', go: '开启', present: '先输入现在的动态码', offer: '继续' },
      codes: { title: '保存恢复码', note: '手机丢了也能登录：每个恢复码可以用一次。只在这里显示一次，请现在保存。', copy: '复制', download: '下载', kept: '我已经把恢复码保存在安全的地方', go: '进入后台', file: '团子后台恢复码' },
      account: { profile: '基本信息', name: '姓名', email: '邮箱', roles: '角色', devices: '登录设备', devices_note: '不认识的设备请立即退出，并修改密码。', device: '设备', ip: 'IP', seen: '最近活动', since: '登录时间', current: '本机', end: '退出该设备', ended: '已退出该设备', end_title: '让这台设备退出登录？', totp: '两步验证', totp_on: '已开启', totp_off: '未开启', totp_note: '登录时除了密码，还要输入手机上的动态码。', totp_again: '重新绑定', totp_start: '开启' },
    },
  },
  en: {
    sign_in: {
      title: 'Sign in', welcome: 'Welcome back', note: 'Sign in to the console with your staff e-mail', email: 'E-mail', password_field: 'Password', go: 'Sign in', first: 'First time? Use the one-time password that the terminal showed at the start.', other: 'Use another account',
      code: { title: 'Second factor', note: 'Open your authenticator app and type the 6 digits', field: 'Code', recovery: 'No phone at hand? Use a recovery code', recovery_note: 'Type a recovery code that was not used yet; it works once', recovery_field: 'Recovery code', totp: 'Use the app instead', go: 'Verify' },
      password: { title: 'Choose a password', note: 'The one-time password works only this once. Choose your own, of at least 10 characters.', current: 'Present password', one_time: 'One-time password', new: 'New password', again: 'Once more', differs: 'The two differ', go: 'Save and go on', done: 'Password changed; other devices are signed out' },
      enrol: { title: 'Turn on the second factor', note: 'Your role demands a second factor. Scan the code with an authenticator app, then type the 6 digits it shows.', secret: 'Cannot scan? Type this key', field: 'Code', go: 'Turn on', present: 'First type a code of your present app', offer: 'Go on' },
      codes: { title: 'Keep your recovery codes', note: 'They let you in when the phone is lost; each works once. They are shown only here, only now.', copy: 'Copy', download: 'Download', kept: 'I have kept the codes in a safe place', go: 'Enter the console', file: 'tuanzi-recovery-codes' },
      account: { profile: 'Profile', name: 'Name', email: 'E-mail', roles: 'Roles', devices: 'Signed-in devices', devices_note: 'Sign out what you do not know, and change your password.', device: 'Device', ip: 'IP', seen: 'Last seen', since: 'Signed in', current: 'This one', end: 'Sign out', ended: 'Signed out there', end_title: 'Sign this device out?', totp: 'Second factor', totp_on: 'On', totp_off: 'Off', totp_note: 'Besides the password, signing in asks for a code from your phone.', totp_again: 'Bind anew', totp_start: 'Turn on' },
    },
  },
} satisfies ByLanguage
