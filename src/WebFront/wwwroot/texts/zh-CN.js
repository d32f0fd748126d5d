// Everything a person reads on the pages, in one language. Another language is another file of this shape.
import { common } from './zh-CN/common.js';
import { drive } from './zh-CN/drive.js';
import { problems } from './zh-CN/problems.js';
import { sale } from './zh-CN/sale.js';
import { screen } from './zh-CN/screen.js';
import { staff } from './zh-CN/staff.js';

export default { common, drive, problems, sale, screen, staff };
