using FuelGrains.GrainInterfaces.Orders.Shipping;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Shipping;

/// <summary>
/// Makes one try to report shipping to WeChat. A repetition has the same text and time as the try before it, so WeChat sees no change
/// and the one correction stays unused.
/// </summary>
public sealed class ShippingReporter(
    LedgerDatabase ledger,
    CustomerIdentities identities,
    IWeChatShipping weChat,
    TradeManagement management,
    IGrainFactory grains,
    IOptions<ShippingOptions> options,
    TimeProvider time
)
{
    /// <summary>A try has ended within this time: two rounds of a token (5 s) and a call (4 s), and the ledger.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <param name="report">A report that the caller leased.</param>
    public async Task AdvanceAsync(ShippingReport report, CancellationToken ct)
    {
        var next = await TryAsync(report, ct);
        // CancellationToken.None: what WeChat took must be recorded, also while the silo stops.
        await ledger.WriteAsync(
            session => ShippingReportTable.SettleAsync(session, report, next),
            CancellationToken.None
        );
        ShippingMetrics.Tried(next.State);
    }

    private async Task<ShippingReport> TryAsync(ShippingReport report, CancellationToken ct)
    {
        if (options.Value.Mode == ShippingMode.Never)
            return ShippingRule.NotNeeded(report, "WeChat:Shipping:Mode is Never.");
        var (payments, refunds) = await ledger.ReadAsync(
            async session =>
                (
                    await PaymentTable.OfOrderAsync(session, report.Order),
                    await RefundTable.OfOrderAsync(session, report.Order)
                ),
            ct
        );
        if (ShippingRule.Held(payments) is not { } payment)
            return ShippingRule.NotNeeded(report, "The order keeps no payment.");
        if (await identities.OpenIdAsync(report.Customer, ct) is not { } openId)
            return ShippingRule.Refused(report, "The customer has no openid.");
        var upload = new ShippingUpload(
            payment.TransactionId,
            report.Logistics,
            report.Item,
            report.UploadTime,
            openId
        );
        var backFen = refunds
            .Where(r => r.TransactionId == payment.TransactionId && RefundRule.IsAccepted(r))
            .Sum(r => r.AmountFen);
        await foreach (var token in grains.AccessTokensAsync())
        {
            var managed = await ManagedAsync(token, payment.PaidAt, ct);
            if (managed == TradeManaged.No)
                return ShippingRule.NotNeeded(report, "WeChat does not manage the mini-program's shipping.");
            if (managed == TradeManaged.Unknown)
                return Retry(report, "WeChat does not say whether it manages the mini-program's shipping.");
            var answer =
                managed == TradeManaged.TokenInvalid
                    ? new ShippingAnswer(ShippingOutcome.TokenInvalid, null)
                    : await weChat.UploadAsync(token, upload, ct);
            if (answer.Outcome != ShippingOutcome.TokenInvalid)
                return ShippingRule.Answered(report, payment, backFen, answer, options.Value, time.GetUtcNow());
        }
        return Retry(report, "There is no valid access token now.");
    }

    private Task<TradeManaged> ManagedAsync(string token, DateTimeOffset paidAt, CancellationToken ct) =>
        options.Value.Mode == ShippingMode.Always
            ? Task.FromResult(TradeManaged.Yes)
            : management.AskAsync(token, paidAt, ct);

    private ShippingReport Retry(ShippingReport report, string why) =>
        ShippingRule.Retry(report, why, options.Value, time.GetUtcNow());
}
