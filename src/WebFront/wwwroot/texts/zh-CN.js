// All texts of the pages in one language. Another language is another file of this shape.
import { common } from './zh-CN/common.js';
import { staffConsole } from './zh-CN/console.js';
import { group } from './zh-CN/group.js';
import { groups } from './zh-CN/groups.js';
import { miniProgram } from './zh-CN/miniProgram.js';
import { missing } from './zh-CN/missing.js';
import { problems } from './zh-CN/problems.js';
import { redeem } from './zh-CN/redeem.js';
import { sale } from './zh-CN/sale.js';
import { screen } from './zh-CN/screen.js';
import { staff } from './zh-CN/staff.js';

export default {
  common,
  console: staffConsole,
  group,
  groups,
  miniProgram,
  missing,
  problems,
  redeem,
  sale,
  screen,
  staff,
};
