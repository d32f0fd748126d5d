import"./index-CFW0VwOq.js";import{g as e}from"./open.B8eLVRz1.js";function o(){return e("/pages/fuel/fuel")}export{o as s};
