export const common = {
  brand: '加油特惠',
  zone: '北京时间',
  cancel: '返回',
  logout: '退出',
  span: { hours: '{n} 小时', minutes: '{n} 分钟', seconds: '{n} 秒' },
  dayUnit: '天',
  discount: '{n} 折',
  live: { connecting: '连接中', live: '实时', reconnecting: '重连中', offline: '离线' },
  liveHint: {
    connecting: '正在连接实时数据',
    live: '数据实时更新',
    reconnecting: '连接中断，正在自动重连',
    offline: '暂时连不上服务器，恢复后会自动更新',
  },
  saleStatus: { draft: '草稿', before: '未开始', open: '抢购中', paused: '已暂停', ended: '已结束', closed: '已关闭' },
};
