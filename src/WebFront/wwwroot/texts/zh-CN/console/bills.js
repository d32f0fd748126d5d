// WeChat's bills, their differences and the settlement.
export const bills = {
  heading: '微信账单',
  says: '每天 10 点起下载前一天的交易账单与资金账单，逐笔与收款、退款、手续费核对；账单不完整则整份不用，稍后重取。',
  empty: '还没有账单',
  kind: { trade: '{day} 交易账单', fundFlow: '{day} 资金账单' },
  state: {
    waiting: '待取',
    running: '核对中',
    matched: '已核对',
    refused: '账单有误',
    cancelled: '已停止',
    missing: '取不到账单',
  },
  rows: '{n} 行 · 未处理差异 {open} 处',
  further: '另有 {n} 处差异超出上限，未逐条列出',
  next: '下次尝试 {time} · 已试 {tries} 次',
  actions: { fetch: '重新核对', cancel: '停止' },
  ask: {
    fetch: { heading: '重新核对？', body: '将重新下载“{bill}”并核对；已处理的差异保持不变。' },
    cancel: { heading: '停止核对？', body: '“{bill}”停止下载与核对，已读到的内容不会写入。' },
  },
  done: { fetch: '已安排重新核对“{bill}”', cancel: '已停止“{bill}”' },
};

export const billDifferences = {
  heading: '账单差异',
  says: '账单与本系统对不上的每一笔；处理方式都会留痕，重复提交不会重复生效。',
  empty: '没有未处理的差异',
  kind: {
    paidThereUnknownHere: '微信已收款，本系统没有',
    refundedThereUnknownHere: '微信已退款，本系统没有（商户平台退款）',
    feeOther: '手续费与约定不符',
    paymentMissingThere: '本系统有收款，账单没有',
    refundMissingThere: '本系统有退款，账单没有',
    paymentAmountOther: '收款金额不一致',
    refundAmountOther: '退款金额不一致',
    flowUnknownHere: '资金流水对应的收退款本系统没有',
    flowAmountOther: '资金流水金额不一致',
    otherFlow: '收退款以外的资金变动',
  },
  amounts: '账单 {there} · 本系统或约定 {here}',
  numbers: '{number} · 商户单号 {trade} · {time}',
  actions: {
    recordPayment: '补记收款',
    bookRefund: '补记退款',
    askWeChat: '向微信查询',
    freezePayment: '冻结款项',
    accept: '确认无误',
  },
  ask: {
    recordPayment: { heading: '补记这笔收款？', body: '{number}：订单还能收款则入账，否则原路退回。' },
    bookRefund: { heading: '补记这笔退款？', body: '{number}：款项已在商户平台退回，只记账，不会再退一次。' },
    askWeChat: { heading: '现在向微信查询？', body: '{number}：微信的答复与本系统一致才会处理完。' },
    freezePayment: { heading: '冻结这笔款项？', body: '{number}：冻结后不再退款，等待人工核对。' },
    accept: { heading: '确认无误？', body: '“{kind}”（{number}）将按现状接受，不改动账目。' },
  },
  done: '已处理“{kind}”',
};

export const settlement = {
  heading: '结算',
  says: '按微信交易账单汇总到日期、油站与活动；各行之和等于当天账单的合计。',
  empty: '这段时间没有已核对的账单',
  from: '从',
  to: '到',
  csv: '下载 CSV',
  columns: {
    day: '日期',
    station: '油站',
    campaign: '活动',
    payments: '收款笔数',
    paid: '收款（元）',
    refunds: '退款笔数',
    refunded: '退款（元）',
    fee: '手续费（元）',
    net: '净额（元）',
  },
};
