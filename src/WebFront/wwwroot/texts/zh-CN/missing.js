export const missing = {
  title: '没有这个页面 · FuelGrains',
  heading: '没有这个页面',
  says: '网址可能输错了，或页面已经不在。',
  home: '‹ 回到首页',
};
