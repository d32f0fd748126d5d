// The staff console beyond its campaigns: money, orders, fuel orders, stations, operations.
import { alarmSays } from './console/alarms.js';
import { billDifferences, bills, settlement } from './console/bills.js';
import { fuel } from './console/fuel.js';
import { abnormal, awaiting, frozen, refund } from './console/money.js';
import { alarms, deadLetters, reconciliation } from './console/ops.js';
import { orders } from './console/orders.js';
import { stations } from './console/stations.js';

export const staffConsole = {
  views: {
    sales: '抢购',
    groups: '拼团',
    money: '退款与款项',
    bills: '账单与结算',
    orders: '订单查询',
    fuel: '加油待办',
    stations: '油站',
    ops: '运维',
  },
  nothing: '当前账号没有可用的功能，请联系管理员分配权限',
  loading: '正在载入…',
  failed: '载入失败，稍后自动重试',
  stale: '刷新失败，以下内容可能不是最新',
  confirming: '还没有收到答复，正在用同一请求确认…',
  unknown: '没有收到答复，结果未知，请核对列表后再操作',
  ask: {
    reason: '原因（会留痕）',
    reasonNeeded: '请填写原因',
    amount: '金额（元）',
    amountNeeded: '请输入大于 0 的金额，最多两位小数',
  },
  alarms,
  alarmSays,
  deadLetters,
  reconciliation,
  refund,
  awaiting,
  abnormal,
  frozen,
  bills,
  billDifferences,
  settlement,
  orders,
  fuel,
  stations,
};
