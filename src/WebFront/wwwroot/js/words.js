// A page that only says something: an address that does not exist, or one that is the mini-program's.
import { fillTexts, text } from './texts.js';

fillTexts();
document.title = text(document.querySelector('main').dataset.title);
