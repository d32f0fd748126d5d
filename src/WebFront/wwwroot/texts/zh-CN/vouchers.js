export const vouchers = {
  state: { issued: '可使用', held: '处理中', used: '已使用', expired: '已过期', refunded: '已退款' },
  valid: '有效期 {from} 至 {to}',
  everywhere: '全部油站可用',
  somewhere: '指定 {n} 座油站可用',
  onlyAt: '仅限：{names}',
  worth: {
    litres: '{grade} 汽油 {n} 升',
    litresLeft: '{grade} 汽油 余 {left} 升（共 {n} 升）',
    yuan: '减 ¥{amount}',
    yuanFrom: '满 ¥{from} 减 ¥{amount}',
    service: '服务券',
  },
  qr: '券的二维码',
  qrFailed: '二维码和券码载入失败，正在重试…',
  showCode: '出示券码',
  hideCode: '收起',
};
