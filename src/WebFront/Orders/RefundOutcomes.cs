using System.Text.Json;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Orders;

/// <summary>Maps the outcomes of refunds to HTTP.</summary>
internal static class RefundOutcomes
{
    private static readonly Problem KeyReused = new(
        "key-reused",
        422,
        "Idempotency-Key reused",
        "This key was used for another request. Use a fresh one."
    );
    private static readonly Problem NotPaid = new(
        "not-paid",
        409,
        "Nothing was paid",
        "No payment is kept for this order, so nothing can go back."
    );
    private static readonly Problem NotFulfilled = new(
        "not-fulfilled",
        409,
        "Not fulfilled yet",
        "The order's vouchers are being issued. Try again, or refund all of it."
    )
    {
        RetryAfterSeconds = 1,
    };
    private static readonly Problem NothingLeft = new(
        "nothing-to-refund",
        409,
        "Nothing to refund",
        "Nothing of this order is untouched and paid for."
    );
    private static readonly Problem VoucherTouched = new(
        "voucher-not-refundable",
        409,
        "A voucher cannot go back",
        "It is not this order's, or it is used, held, expired or refunded already."
    );
    private static readonly Problem TooMuch = new(
        "more-than-paid",
        409,
        "More than is left",
        "Refunds never sum over what was paid."
    );
    private static readonly Problem Frozen = new(
        "order-frozen",
        409,
        "The order is frozen",
        "A payment did not match the order; decide about that first."
    );
    private static readonly Problem RefundedRecently = new(
        "refunded-recently",
        409,
        "Staff refunded a moment ago",
        "Nothing was refunded now. Ask again with knownRefund, the number of that refund, when another one is meant."
    );
    private static readonly Problem FulfilledFirst = new(
        "fulfilled-first",
        409,
        "The vouchers came first",
        "The order's vouchers were issued before the refund could stop them. Nothing was refunded: name the vouchers."
    );
    private static readonly Problem Mismatch = new(
        "payment-mismatch",
        409,
        "It does not fit the order",
        "The order cannot take this payment; it can go back."
    );
    public static readonly Problem SamePerson = new(
        "same-person",
        403,
        "A second person must decide",
        "Whoever asked for money back cannot agree to it, nor can an account that they made, or that made theirs."
    );
    private static readonly Problem AlreadyDecided = new(
        "already-decided",
        409,
        "Not waiting for this",
        "It was decided before, or it does not wait for a decision."
    );

    /// <param name="done">Maps an accepted refund to its JSON.</param>
    public static IResult Answer(RefundAnswer answer, HttpContext http, Func<RefundView, object> done)
    {
        IdempotencyKey.Mark(http, replayed: answer.Outcome == RefundOutcome.Replayed);
        return answer.Outcome switch
        {
            // The refund is accepted only: the money is back when the refund has succeeded.
            RefundOutcome.Done or RefundOutcome.Replayed => answer.Refund is { } refund
                ? Results.Accepted(null, done(refund))
                : Results.NoContent(),
            RefundOutcome.KeyReused => KeyReused,
            RefundOutcome.NotFound => Problems.NotFound,
            RefundOutcome.NotPaid => NotPaid,
            RefundOutcome.NotFulfilled => NotFulfilled,
            RefundOutcome.NothingLeft => NothingLeft,
            RefundOutcome.VoucherTouched => VoucherTouched,
            RefundOutcome.TooMuch => TooMuch,
            RefundOutcome.Frozen => Frozen,
            RefundOutcome.SamePerson => SamePerson,
            RefundOutcome.AlreadyDecided => AlreadyDecided,
            RefundOutcome.Mismatch => Mismatch,
            RefundOutcome.RefundedRecently => About(RefundedRecently, done(answer.Refund!)),
            RefundOutcome.FulfilledFirst => FulfilledFirst,
            RefundOutcome.Retry => Problems.Unavailable,
            _ => throw new InvalidOperationException($"Outcome {answer.Outcome} has no answer."),
        };
    }

    private static Problem About(Problem problem, object refund) =>
        problem with
        {
            Subject = ("refund", JsonSerializer.SerializeToElement(refund, refund.GetType(), JsonRules.Options)),
        };
}
