import"./index-DHmaKdGZ.js";import{g as e}from"./text.mJZt80ys.js";function t(){return e("/pages/fuel/fuel")}export{t as s};
