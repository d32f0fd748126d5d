// Refunds and payments that need manual review.
export const refund = {
  customer: '顾客',
  requested: '{who} 于 {time} 发起 · {cause}',
  reason: '原因：{reason}',
  payer: '退到顾客账户 ¥{payer}，其余 ¥{discount} 退回微信优惠',
  payerUnknown: '顾客用了微信优惠，退到顾客账户的金额待微信告知',
  numbers: '订单 {order} · 退款单 {no}',
  cause: {
    customer: '顾客申请',
    staff: '工作人员发起',
    late: '付款晚到',
    double: '重复付款',
    orphan: '无法对应订单',
    remainder: '油款余额',
    notFuelled: '未加油',
    teamEnded: '拼团未成',
    console: '商户平台退款',
  },
  state: {
    awaitingApproval: '待审核',
    stopping: '正在停止发券',
    pending: '待提交',
    accepted: '微信处理中',
    succeeded: '已到账',
    abnormal: '异常',
    rejected: '未通过',
    closed: '已换号重提',
  },
};

export const awaiting = {
  heading: '待审核退款',
  says: '超过限额的退款（按订单，或按同一人 24 小时累计）须由另一个人审核；发起人、其开设的账号和开设其账号的人都不能批准。',
  empty: '没有待审核的退款',
  badge: '待审核',
  own: '您发起的，须他人审核',
  actions: { approve: '批准', reject: '驳回' },
  ask: {
    approve: { heading: '批准退款 ¥{amount}？', body: '{who} 发起，原因：{reason}。批准后款项原路退回，不能撤回。' },
    reject: {
      heading: '驳回退款 ¥{amount}？',
      body: '{who} 发起，原因：{reason}。驳回后款项不退，占住的券恢复可用。',
    },
  },
  done: { approve: '已批准退款 ¥{amount}', reject: '已驳回退款 ¥{amount}' },
};

export const abnormal = {
  heading: '异常退款',
  says: '微信退不回去的款项：请在商户平台人工处理，处理后状态会自动更新。',
  empty: '没有异常的退款',
  badge: '异常',
};

export const frozen = {
  heading: '冻结款项',
  says: '收到的款项与订单对不上：核对后要么入账履约，要么原路退回。',
  empty: '没有冻结的款项',
  paid: '{time} 支付 · {currency}',
  split: '顾客实付 ¥{payer}，微信优惠 ¥{discount}（{promotion}）',
  reserved: '其中 ¥{amount} 已退回、正在退回或待审核',
  numbers: '订单 {order} · 商户单号 {trade} · 微信单号 {transaction}',
  why: {
    amount: '收款 ¥{got}，应付 ¥{wanted}',
    currency: '币种是 {got}',
    merchant: '商户号 {got} 不是本商户',
    app: '应用 {got} 不是本小程序',
  },
  actions: { release: '入账', return: '退回' },
  ask: {
    release: { heading: '将 ¥{amount} 入账？', body: '冻结原因：{reason}。入账后订单按已支付继续履约。' },
    return: { heading: '退回 ¥{amount}？', body: '冻结原因：{reason}。款项全额原路退回，不能撤回。' },
  },
  done: {
    release: '已入账 ¥{amount}',
    return: '¥{amount} 正在原路退回',
    awaiting: '退回 ¥{amount} 已提交，等待另一个人审核',
  },
};
