export const group = {
  phase: { before: '未开始', open: '拼团中', paused: '已暂停', ended: '已结束', closed: '已关闭' },
  from: '起',
};
