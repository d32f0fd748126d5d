import"./index-rCrvhQoV.js";import{g as e}from"./open.DwF8uo4w.js";function o(){return e("/pages/fuel/fuel")}export{o as s};
