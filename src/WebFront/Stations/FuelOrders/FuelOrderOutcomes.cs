using FuelGrains.WebFront.Ops;
using FuelGrains.WebFront.Orders;

namespace FuelGrains.WebFront.Stations.FuelOrders;

/// <summary>Maps the outcomes of fuel orders to HTTP.</summary>
internal static class FuelOrderOutcomes
{
    private static readonly Problem KeyReused = new(
        "key-reused",
        422,
        "Idempotency-Key reused",
        "This key was used for another request. Use a fresh one."
    );
    private static readonly Problem SaleTaken = new(
        "sale-taken",
        409,
        "Somebody else is paying",
        "The sale is locked to another payer; it may be free again soon."
    )
    {
        RetryAfterSeconds = 5,
    };
    private static readonly Problem SaleOver = new(
        "sale-over",
        409,
        "The sale is not open any more",
        "It was paid, here or in the shop."
    );
    private static readonly Problem SaleUnderReview = new(
        "sale-held",
        409,
        "The sale cannot be charged",
        "Its numbers do not agree. Pay in the shop; staff look at it."
    );
    private static readonly Problem NotConnected = new(
        "station-offline",
        409,
        "The station is not connected",
        "Nothing can be sent to it now. Pay in the shop."
    )
    {
        RetryAfterSeconds = 5,
    };
    private static readonly Problem NotLocked = new(
        "pump-not-locked",
        409,
        "The pump cannot be paid before fuelling",
        "The station does not report it as locked. Fuel first, then pay."
    );
    private static readonly Problem PumpTaken = new("pump-taken", 409, "The pump is taken", "Another driver has it.")
    {
        RetryAfterSeconds = 5,
    };
    private static readonly Problem Foreign = new(
        "foreign-currency",
        409,
        "Not payable here",
        "The station charges in another currency."
    );
    private static readonly Problem OverTank = new(
        "over-tank",
        409,
        "More than your tank holds",
        "The sale has more litres than your profile's tank. Look at the pump's number, or correct the tank."
    );

    public static IResult Answer(FuelPlaceReply reply, FuelOrderRequest asked, string stationName, HttpContext http)
    {
        IdempotencyKey.Mark(http, replayed: reply.Outcome == FuelPlaceOutcome.Replayed);
        return reply.Outcome switch
        {
            FuelPlaceOutcome.Placed or FuelPlaceOutcome.Replayed => Results.Created(
                $"/api/orders/{reply.Order!.Id}",
                FuelOrderJson.Of(reply.Order, stationName)
            ),
            FuelPlaceOutcome.KeyReused => KeyReused,
            FuelPlaceOutcome.NotFound => Problems.NotFound,
            FuelPlaceOutcome.SaleNotFound => Problems.Invalid("saleId", "There is no such sale at this pump."),
            FuelPlaceOutcome.SaleTaken => SaleTaken,
            FuelPlaceOutcome.SaleOver => SaleOver,
            FuelPlaceOutcome.SaleUnderReview => SaleUnderReview,
            FuelPlaceOutcome.NotConnected => NotConnected,
            FuelPlaceOutcome.PumpNotLocked => NotLocked,
            FuelPlaceOutcome.PumpTaken => PumpTaken,
            FuelPlaceOutcome.GradeNotSold => Problems.Invalid(
                "grade",
                "The station does not sell it, or its price is not known now."
            ),
            FuelPlaceOutcome.VoucherRefused => Problems.Invalid(Vouchers(reply.Vouchers, asked)),
            FuelPlaceOutcome.ForeignCurrency => Foreign,
            FuelPlaceOutcome.CreditOutOfRange => Problems.Invalid(
                asked.VolumeMl is null ? "amountFen" : "volumeMl",
                "It buys no fuel, or more than your tank holds: 200 L, unless your profile says another size."
            ),
            FuelPlaceOutcome.OverTank => OverTank,
            FuelPlaceOutcome.Retry => Problems.Unavailable,
            _ => throw new InvalidOperationException($"Outcome {reply.Outcome} has no answer."),
        };
    }

    private static Dictionary<string, string[]> Vouchers(ImmutableArray<RefusedVoucher> refused, FuelOrderRequest asked)
    {
        var errors = new Dictionary<string, string[]>();
        foreach (var voucher in refused)
            errors[$"voucherIds[{Math.Max(0, Array.IndexOf(asked.VoucherIds ?? [], voucher.Voucher.Value))}]"] =
            [
                Sentence(voucher.Reason),
            ];
        return errors;
    }

    private static string Sentence(VoucherRefusalReason reason) =>
        reason switch
        {
            VoucherRefusalReason.NotYours => "You have no such voucher.",
            VoucherRefusalReason.NotYet => "It is not valid yet.",
            VoucherRefusalReason.NotHere => "It is not valid at this station.",
            VoucherRefusalReason.Held => "It is in use somewhere else.",
            VoucherRefusalReason.Used => "It was used.",
            VoucherRefusalReason.Expired => "It has expired.",
            VoucherRefusalReason.Refunded => "It was refunded.",
            VoucherRefusalReason.WrongGrade => "It is for another grade.",
            VoucherRefusalReason.NotFuel => "It is not for fuel.",
            VoucherRefusalReason.NotNeeded =>
                "It would pay nothing: the amount is below its threshold, or others pay all of it.",
            _ => throw new InvalidOperationException($"Reason {reason} has no sentence."),
        };
}
