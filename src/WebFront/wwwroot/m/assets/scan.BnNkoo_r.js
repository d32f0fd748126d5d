import"./index-BX8W_oI6.js";import{g as e}from"./open.DpmQypXi.js";function o(){return e("/pages/fuel/fuel")}export{o as s};
