import"./index-CUW562L8.js";import{g as e}from"./open.i6VUOLuw.js";function o(){return e("/pages/fuel/fuel")}export{o as s};
