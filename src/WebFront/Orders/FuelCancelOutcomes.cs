using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Orders;

/// <summary>Maps the outcomes of the cancellation of a fuel order to HTTP.</summary>
internal static class FuelCancelOutcomes
{
    private static readonly Problem TooLate = new(
        "order-not-open",
        409,
        "Too late to cancel",
        "Fuel was given, or the order has ended; see the order."
    );
    private static readonly Problem PumpSilent = new(
        "pump-silent",
        409,
        "The pump did not confirm",
        "It may be live, so the money stays held. Try again; it is settled or refunded by itself."
    )
    {
        RetryAfterSeconds = 2,
    };

    private static readonly Problem Frozen = new(
        "order-frozen",
        409,
        "The payment is under review",
        "Staff check the payment, so it cannot go back now. The order goes on."
    );

    /// <summary>Returns the problem of an outcome; null when it is a success.</summary>
    public static Problem? Answer(FuelCancelOutcome outcome) =>
        outcome switch
        {
            FuelCancelOutcome.Done => null,
            FuelCancelOutcome.TooLate => TooLate,
            FuelCancelOutcome.PumpSilent => PumpSilent,
            FuelCancelOutcome.Frozen => Frozen,
            FuelCancelOutcome.NotFound => Problems.NotFound,
            FuelCancelOutcome.Retry => Problems.Unavailable,
            _ => throw new InvalidOperationException($"Outcome {outcome} has no answer."),
        };
}
