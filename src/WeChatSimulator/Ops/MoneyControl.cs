using System.Security.Cryptography;
using System.Text;
using FuelGrains.WeChatSimulator.Hosting;
using FuelGrains.WeChatSimulator.Orders;
using FuelGrains.WeChatSimulator.Orders.Refunds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FuelGrains.WeChatSimulator.Ops;

/// <summary>Routes by which tests and load make payments, refunds and callbacks. See README.md.</summary>
internal sealed class MoneyControl(
    SimulatorKeys keys,
    TradeBook book,
    CouponPlan coupons,
    RefundSettlement refunds,
    Notifier notifier,
    Forger forger,
    TimeProvider time
)
{
    private const int MostCallbacks = 100_000;
    private const int BodiesShown = 3;
    private static readonly string[] Outcomes = ["SUCCESS", "ABNORMAL", "CLOSED"];

    public void Map(IEndpointRouteBuilder app)
    {
        var control = app.MapGroup("/control");
        control.MapPost("/pay", Pay);
        control.MapPost("/coupons", Coupons);
        control.MapPost("/orphan", Orphan);
        control.MapGet("/trades/{outTradeNo}", (string outTradeNo) => Shown(book.Find(outTradeNo)));
        control.MapGet("/trades", (string prepayId) => Shown(book.FindPrepaid(prepayId)));
        control.MapGet(
            "/refunds/{outRefundNo}",
            (string outRefundNo) =>
                book.FindRefund(outRefundNo) is { } refund ? Results.Ok(book.Locked(() => Shown(refund))) : Missing
        );
        control.MapPost("/refund-outcomes", Outcome);
        control.MapPost(
            "/resend",
            async (ResendOrder order, CancellationToken ct) =>
                Find(order.OutTradeNo, order.OutRefundNo) is { } notification
                    ? Results.Ok(
                        await ManyAsync(
                            order.Copies ?? 1,
                            order.Copies ?? 1,
                            () => notifier.SendAsync(notification, ct)
                        )
                    )
                    : Missing
        );
        control.MapPost("/forge", ForgeAsync);
    }

    private static IResult Missing => Control.Refuse(404, "There is no such payment or refund.");

    private IResult Pay(PayRequest order)
    {
        if (
            (order.OutTradeNo is { } number ? book.Find(number) : book.FindPrepaid(order.PrepayId ?? ""))
            is not { } trade
        )
            return Missing;
        if (!Coupon.IsType(order.CouponType) || order.CouponFen < 0)
            return Control.Refuse(400, "couponType is CASH or NOCASH, couponFen is an amount.");
        var refusal = book.Pay(
            trade,
            new(
                order.AmountFen,
                order.Currency,
                order.MerchantId,
                order.AppId,
                order.Late,
                order.Force,
                order.CouponFen is { } fen ? Coupon.Of(fen, order.CouponType ?? Coupon.Cash) : null,
                order.Silent
            )
        );
        return refusal is null ? Shown(trade) : Control.Refuse(409, refusal);
    }

    private IResult Coupons(CouponOrder order)
    {
        if (order.Share < 0 || order.WholeShare < 0 || order.Share + order.WholeShare > 1 || order.CouponFen < 0)
            return Control.Refuse(400, "share and wholeShare are parts of 1, couponFen is an amount.");
        if (!Coupon.IsType(order.Type))
            return Control.Refuse(400, "The type is CASH or NOCASH.");
        coupons.Set(order.Share, order.WholeShare, order.CouponFen, order.Type ?? Coupon.Cash);
        return Results.NoContent();
    }

    private IResult Orphan(OrphanOrder order)
    {
        var (trade, refusal) = book.Prepare(
            order.OutTradeNo,
            new("orphan", order.AmountFen, "sim-nobody", order.NotifyUrl, null)
        );
        if (trade is null)
            return Control.Refuse(409, Encoding.UTF8.GetString(refusal!.Body));
        return book.Pay(trade, new()) is { } error ? Control.Refuse(409, error) : Shown(trade);
    }

    private IResult Outcome(OutcomeOrder order)
    {
        if (!Outcomes.Contains(order.Outcome))
            return Control.Refuse(400, $"The outcome is one of {string.Join(", ", Outcomes)}.");
        if (order.OutRefundNo is null)
        {
            refunds.Order(order.Outcome, order.AfterMs);
            return Results.NoContent();
        }
        if (book.FindRefund(order.OutRefundNo) is not { } refund)
            return Missing;
        return book.End(refund, order.Outcome) ? Results.NoContent() : Control.Refuse(409, $"It is {refund.Status}.");
    }

    private async Task<IResult> ForgeAsync(ForgeOrder order, CancellationToken ct)
    {
        if (!Forger.Kinds.Contains(order.Kind))
            return Control.Refuse(400, $"The kind is one of {string.Join(", ", Forger.Kinds)}.");
        var notification = order.NotifyUrl is { } url
            ? MadeUp(url)
            : Find(order.OutTradeNo, order.OutRefundNo, evenUnpaid: true);
        return notification is null
            ? Missing
            : Results.Ok(
                await ManyAsync(
                    order.Count ?? 1,
                    order.Parallel ?? 1,
                    () => forger.SendAsync(order.Kind, notification, ct)
                )
            );
    }

    // A forged payment: nobody paid it, so the numbers are made up.
    private Notification MadeUp(string url, string number = "made-up-payment", long amountFen = 1)
    {
        var trade = new Trade(number, "", new("", amountFen, "sim-nobody", url, null))
        {
            Status = TradeStatus.Paid,
            Payment = new(
                $"4200{RandomNumberGenerator.GetString("0123456789", 24)}",
                amountFen,
                "CNY",
                keys.MerchantId,
                keys.AppId,
                time.GetUtcNow()
            ),
        };
        return Notification.OfPayment(trade);
    }

    private Notification? Find(string? outTradeNo, string? outRefundNo, bool evenUnpaid = false) =>
        book.Locked(() =>
        {
            if (outRefundNo is not null)
                return book.FindRefund(outRefundNo) is { NotifyUrl: not null } refund
                    ? Notification.OfRefund(refund, keys.MerchantId)
                    : null;
            return book.Find(outTradeNo ?? "") switch
            {
                { Payment: not null } paid => Notification.OfPayment(paid),
                { } open when evenUnpaid => MadeUp(open.Ask.NotifyUrl, open.OutTradeNo, open.Ask.AmountFen),
                _ => null,
            };
        });

    private static async Task<object> ManyAsync(int count, int parallel, Func<Task<CallbackAnswer>> send)
    {
        var answers = new CallbackAnswer[Math.Clamp(count, 1, MostCallbacks)];
        await Parallel.ForAsync(
            0,
            answers.Length,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, parallel) },
            async (i, _) => answers[i] = await send()
        );
        var times = answers.Select(a => a.Ms).Order().ToArray();
        return new
        {
            statuses = answers.GroupBy(a => a.Status).ToDictionary(g => g.Key, g => g.Count()),
            p50Ms = times[times.Length / 2],
            p99Ms = times[(int)(times.Length * 0.99)],
            maxMs = times[^1],
            bodies = answers.Select(a => a.Body).Distinct().Take(BodiesShown).ToArray(),
        };
    }

    private IResult Shown(Trade? trade) =>
        trade is null
            ? Missing
            : Results.Ok(
                book.Locked(() =>
                    new
                    {
                        trade.OutTradeNo,
                        trade.PrepayId,
                        trade.Ask.OpenId,
                        trade.Ask.AmountFen,
                        trade.State,
                        trade.Payment?.TransactionId,
                        trade.Payment?.PaidFen,
                        trade.Payment?.PayerFen,
                        trade.Ask.NotifyUrl,
                        trade.Ask.ExpiresAt,
                        refunds = trade.Refunds.Select(Shown).ToArray(),
                    }
                )
            );

    private static object Shown(Refund refund) =>
        new
        {
            refund.OutRefundNo,
            refund.RefundId,
            refund.Trade.OutTradeNo,
            refund.RefundFen,
            refund.PayerFen,
            refund.Status,
        };

    private sealed record PayRequest(
        string? OutTradeNo = null,
        string? PrepayId = null,
        long? AmountFen = null,
        string? Currency = null,
        string? MerchantId = null,
        string? AppId = null,
        bool Late = false,
        bool Force = false,
        long? CouponFen = null,
        string? CouponType = null,
        bool Silent = false
    );

    private sealed record CouponOrder(double Share = 0, double WholeShare = 0, long CouponFen = 0, string? Type = null);

    private sealed record OrphanOrder(string OutTradeNo, long AmountFen, string NotifyUrl);

    private sealed record OutcomeOrder(string Outcome, double? AfterMs = null, string? OutRefundNo = null);

    private sealed record ResendOrder(string? OutTradeNo = null, string? OutRefundNo = null, int? Copies = null);

    private sealed record ForgeOrder(
        string Kind,
        string? OutTradeNo = null,
        string? OutRefundNo = null,
        string? NotifyUrl = null,
        int? Count = null,
        int? Parallel = null
    );
}
