// The page of an address that does not exist.
import { fillTexts, text } from './texts.js';

fillTexts();
document.title = text('missing.title');
