using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>The control routes of WeChat as tests use them: payments have numbers, and no call outlives its test.</summary>
public static class WeChatCalls
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    extension(WeChatControl weChat)
    {
        /// <summary>Returns the number of the payment that the product prepared.</summary>
        public async Task<string> NumberOfAsync(Reply prepared) =>
            (await weChat.TradeAsync(prepared.As<PayReply>().PrepayId!, Ct)).OutTradeNo;

        public Task<TradeReply> TradeAsync(string outTradeNo) => weChat.TradeOfNumberAsync(outTradeNo, Ct);

        /// <summary>How the bills of a day differ from what the simulator knows.</summary>
        public Task BillAsync(string day, object order) => weChat.OrderBillAsync(day, order, Ct);

        public Task<TradeRefundReply> RefundAsync(string outRefundNo) => weChat.RefundAsync(outRefundNo, Ct);

        public async Task<TradeReply> PayAsync(
            string outTradeNo,
            long? amountFen = null,
            string? currency = null,
            string? merchantId = null,
            string? appId = null,
            bool late = false,
            bool force = false,
            long? couponFen = null
        ) =>
            (
                await weChat.PayAsync(
                    new(null, amountFen, currency, merchantId, appId, late, force, outTradeNo, couponFen),
                    Ct
                )
            ).ShouldNotBeNull();

        public Task OrphanAsync(string outTradeNo, long amountFen, Uri notifyUrl) =>
            weChat.OrphanAsync(outTradeNo, amountFen, notifyUrl.ToString(), Ct);

        public Task FaultAsync(
            string operation,
            string kind,
            int? times = null,
            int? holdMs = null,
            string? code = null,
            int? copies = null
        ) => weChat.BreakAsync(new(operation, kind, HoldMs: holdMs, Copies: copies, Code: code, Times: times), Ct);

        public Task BalanceAsync(long? fen) => weChat.SetBalanceAsync(fen, Ct);

        public Task UseNumbersAsync(int next) => weChat.UseNumbersAsync(next, Ct);

        public Task NoFaultsAsync() => weChat.HealAsync(Ct);

        public Task<ForgeReply> ForgeAsync(string kind, string outTradeNo, int count = 1) =>
            weChat.ForgeAsync(kind, outTradeNo, count, Ct);

        public Task<ForgeReply> ResendAsync(string outTradeNo, int copies) =>
            weChat.ResendAsync(outTradeNo, Ct, copies);

        /// <summary>Decides how refunds end from now on, or how one ends.</summary>
        public Task RefundsEndAsync(string outcome, string? outRefundNo = null) =>
            outRefundNo is null ? weChat.EndRefundsAsync(outcome, Ct) : weChat.EndRefundAsync(outRefundNo, outcome, Ct);

        public Task<JsonElement[]> JournalAsync(string what, string outTradeNo) =>
            weChat.JournalAsync(what, outTradeNo, Ct);
    }
}
