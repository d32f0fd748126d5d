export const miniProgram = {
  title: '请用微信小程序打开',
  heading: '请用微信小程序打开',
  says: '打开微信“扫一扫”，扫描下方二维码进入小程序，就会到您要看的页面。',
  code: '小程序二维码',
};
