export const sale = {
  window: '{from} — {to}',
  orders: {
    status: {
      pendingPayment: '待支付',
      closing: '关闭中',
      paid: '已支付',
      fulfilled: '已完成',
      cancelled: '已取消',
      refunding: '退款中',
      refunded: '已退款',
    },
  },
  others: { startsAt: '{time} 开始', endsAt: '{time} 结束' },
};
