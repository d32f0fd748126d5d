// A loader of staff's pages. It asks nothing while nobody is logged in: another tab may have logged out since a refresh was wanted.
import { Loader } from '../loader.js';
import { model } from './model.js';

export class StaffLoader extends Loader {
  constructor(load, onFailed) {
    super(async () => {
      if (model.session !== null) await load();
    }, onFailed);
  }
}
