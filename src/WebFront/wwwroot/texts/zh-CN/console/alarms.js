// The sentences of each kind of alarm: what happened, and what to do. The names of the kinds are in ops.js.
export const alarmSays = {
  outboxDeadLetter: {
    happened: '“{what}”重试多次仍未送达（{about}）。',
    todo: '请到下方“投递失败”查看原因，排除后重放；重放不会重复生效。',
  },
  paymentUnresolved: {
    happened: '商户单号 {trade}：已向微信查询 {n} 次，仍不知道顾客付没付款。',
    todo: '请按商户单号到微信商户平台查询；系统会继续查询，查到后自动入账或退回。',
  },
  paymentPrepayRefused: {
    happened: '微信拒绝为商户单号 {trade} 下单（{code}），顾客付不了款。',
    todo: '请按错误码核对商户号、AppId 与密钥设置，并查看商户平台的通知。',
  },
  paymentNumbersSpent: {
    happened: '商户单号 {trade}（¥{amount}）在微信已被占用，这笔订单付不了款。',
    todo: '请顾客取消后重新下单，并查商户号是否另有系统在用。',
  },
  paymentFrozen: {
    happened: '微信单号 {transaction} 的款项已冻结：{why}。',
    todo: '请到“退款与款项”核对后入账或退回。',
  },
  paymentContradiction: {
    happened: '微信对同一笔款（微信单号 {transaction}）前后说法不一：先是 {first}，后来是 {then}。',
    todo: '系统以第一次为准。请到商户平台核对这笔款，不符时联系微信支付。',
  },
  paymentStuck: {
    happened: '微信单号 {transaction}（商户单号 {trade}）已重试 {n} 次，款项仍未处理完。',
    todo: '系统会继续重试。请查看订单；一直不变时请技术人员查日志。',
  },
  callbackUnreadable: {
    happened: '微信的回调签名有效，内容却读不出来（证书 {serial}）：{why}',
    todo: '请核对 APIv3 密钥是否与商户平台一致。款项会由系统主动查询补上。',
  },
  callbackForged: {
    happened: '一分钟内收到 {n} 个签名无效的回调，最近一个来自 {from}：{why}',
    todo: '无效的回调不会生效。若来自自己的代理，请核对时钟、微信支付公钥与代理设置。',
  },
  billDifferences: {
    happened: '{bill}：{rows} 行中有 {n} 处与本系统不一致。',
    todo: '请到“账单与结算”逐条处理差异。',
  },
  billRefused: {
    happened: '{bill}有误，整份没有采用：{why}',
    todo: '系统稍后重新下载。多次出现时，请到“账单与结算”重新核对，或询问微信支付。',
  },
  billMissing: {
    happened: '{bill}取不到，系统已停止重试：{why}',
    todo: '请到“账单与结算”重新核对这份账单。',
  },
  billSkipped: {
    happened: '{from} 起、{to} 之前的微信账单没有自动补取。',
    todo: '需要这些日期时，请技术人员用接口按日期补取。',
  },
  refundUnknown: {
    happened: '微信通知退款单 {refund} 退款 {amount}，本系统没有这张退款单。',
    todo: '若是在商户平台退的款，请在次日的账单差异里补记退款；否则请查是谁发起的。',
  },
  refundAbnormal: {
    happened: '退款单 {refund} 退款异常，微信退不回去：{why}',
    todo: '请到商户平台处理这笔异常退款，处理后状态自动更新。',
  },
  refundRefused: {
    happened: '微信拒绝了退款单 {refund}，顾客还没有收到退款：{why}',
    todo: '请按微信给的原因处理，再到“退款与款项”核对这笔退款。',
  },
  refundAccountEmpty: {
    happened: '商户账户余额不足：{n} 笔退款共 ¥{amount} 在等待。',
    todo: '请给商户账户充值，充值后自动继续退款。',
  },
  gatewayAway: {
    happened: '微信支付没有响应（{calls}），没有付款的占用到时照常释放。',
    todo: '恢复后告警自动关闭；一直不恢复时，请检查本机到微信的网络。',
  },
  gatewayLimited: {
    happened: '微信支付限制了调用频率：{n} 笔退款共 ¥{amount} 在等待。',
    todo: '系统已放慢调用。经常出现时，请向微信支付申请提高额度。',
  },
  voucherGuessing: {
    happened: '{who}在 {within}内输入了 {n} 个不存在的券码，暂停核销到时限结束。',
    todo: '请问清情况；若是有人在试猜券码，请换人并停用账号。',
  },
  noticeRejected: {
    happened: '“{notice}”的通知发不出去：微信不接受模板 {template}，或顾客没有 openid。',
    todo: '请在小程序后台核对这个订阅消息模板，再核对设置里的模板编号。',
  },
  fuelBackOffice: {
    happened: '{pump}的一笔加油订单，系统无法判断该收多少。',
    todo: '请到“加油待办”核对，决定结清、部分收款或全部退回。',
  },
  fuelNotPermitted: {
    happened: '{pump}的站控系统不接受线上付款。',
    todo: '请与油站核对站控系统里约定的付款方式名与权限；在此之前请顾客到店内付款。',
  },
  shippingUnreported: {
    happened: '{n} 笔订单没有向微信上报发货，货款被微信冻结。',
    todo: '请打开最早的订单，改商品说明后重新上报；或在小程序后台“发货信息管理”录入。',
  },
  wechatCertificates: {
    happened: '微信支付平台证书取不到（{why}）。',
    todo: '请核对商户号、商户证书与私钥；商户没有平台证书时，请改设微信支付公钥。',
  },
  wechatLogin: {
    happened: '微信登录不可用：设置 {setting} 不对或已重置（错误码 {code}），顾客登录不了。',
    todo: '请到小程序后台核对 AppId 与 AppSecret，改好设置后重启。',
  },
  reconciliation: {
    happened: '对账发现“{what}”：{about}{amounts}。',
    todo: '请看上方“对账”的明细；连续两次对不上时，相关活动或款项会自动冻结，核对后再恢复。',
  },
};
