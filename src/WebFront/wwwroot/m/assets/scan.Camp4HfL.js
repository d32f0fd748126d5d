import"./index-2-cGSb6U.js";import{g as e}from"./open.iY1YGiVl.js";function o(){return e("/pages/fuel/fuel")}export{o as s};
