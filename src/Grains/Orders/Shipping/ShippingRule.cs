using System.Globalization;
using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.GrainInterfaces.Orders.Shipping;

namespace FuelGrains.Grains.Orders.Shipping;

/// <summary>Decides what a try to report shipping comes to. Each method returns the report as it is to be written.</summary>
internal static class ShippingRule
{
    /// <summary>
    /// The payment that WeChat may hold for an order: the one that the order was paid with, unless all of it went back. A frozen payment
    /// is it only when the order has no other.
    /// </summary>
    public static PaymentView? Held(ImmutableArray<PaymentView> payments) =>
        payments
            .Where(p => p.State is PaymentState.Applying or PaymentState.Kept or PaymentState.Frozen)
            .OrderBy(p => p.State == PaymentState.Frozen)
            .FirstOrDefault();

    /// <param name="backFen">What goes back of the payment by refunds that nobody can reject any more.</param>
    public static ShippingReport Answered(
        ShippingReport report,
        PaymentView payment,
        long backFen,
        ShippingAnswer answer,
        ShippingOptions options,
        DateTimeOffset now
    )
    {
        var code = string.Create(CultureInfo.InvariantCulture, $"WeChat answers {answer.Code}");
        return answer.Outcome switch
        {
            ShippingOutcome.Accepted or ShippingOutcome.AlreadyReported => Reported(report, now),
            ShippingOutcome.CorrectionUsed => Reported(report, now) with
            {
                CorrectedAt = report.CorrectedAt ?? now,
                Trouble = $"{code}: the one correction is used up.",
            },
            // WeChat refuses a payment that went back as a whole; only its own answer is certain, because a refund may still fail.
            ShippingOutcome.WrongState when !report.Correcting && backFen == payment.AmountFen => NotNeeded(
                report,
                "The whole payment is refunded."
            ),
            ShippingOutcome.UnknownPayment
            or ShippingOutcome.WrongState when now - report.UploadTime < options.VisibleWithin => Retry(
                report,
                $"{code}: not yet.",
                options,
                now
            ),
            ShippingOutcome.UnknownPayment => Refused(report, $"{code}: WeChat does not know the payment."),
            ShippingOutcome.WrongState => Refused(report, $"{code}: the payment's state at WeChat allows no report."),
            ShippingOutcome.Refused => Refused(report, $"{code}: WeChat refuses the report."),
            _ => Retry(report, answer.Code is null ? "WeChat gave no usable answer." : $"{code}: later.", options, now),
        };
    }

    public static ShippingReport NotNeeded(ShippingReport report, string why) =>
        report with
        {
            State = ShippingState.NotNeeded,
            NextTryAt = null,
            Trouble = why,
        };

    public static ShippingReport Retry(
        ShippingReport report,
        string why,
        ShippingOptions options,
        DateTimeOffset now
    ) =>
        report with
        {
            NextTryAt = now + new Backoff(options.FirstRetry, options.LongestRetry).After(report.Tries - 1),
            Trouble = why,
        };

    /// <summary>A refused correction leaves the first report as it is.</summary>
    public static ShippingReport Refused(ShippingReport report, string why) =>
        report with
        {
            State = report.Correcting ? ShippingState.Reported : ShippingState.Refused,
            Correcting = false,
            NextTryAt = null,
            Trouble = why,
        };

    private static ShippingReport Reported(ShippingReport report, DateTimeOffset now) =>
        report with
        {
            State = ShippingState.Reported,
            Correcting = false,
            ReportedAt = report.ReportedAt ?? now,
            CorrectedAt = report.Correcting ? now : report.CorrectedAt,
            NextTryAt = null,
            Trouble = null,
        };
}
