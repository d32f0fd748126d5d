// "Tell me": WeChat lets the product send one message for each consent. In the mini-program the tap calls wx.requestSubscribeMessage
// and reports what it granted; here the switch stands for that sheet.
