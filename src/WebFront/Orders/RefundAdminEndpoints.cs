using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Orders;

/// <summary>
/// Endpoints of refunds and frozen payments for staff of role ops or admin. Each decision is audited with the caller's name.
/// </summary>
internal static class RefundAdminEndpoints
{
    private const int MaxListed = 200;
    private const int MaxReason = 200;

    // WeChat's limit for out_refund_no.
    private const int MaxNumber = 64;
    private const long MaxAmountFen = 100_000_000_000;

    public static void MapRefundAdmin(this IEndpointRouteBuilder app)
    {
        var staff = app.MapGroup("/api/admin").RequireAuthorization(Authentication.Money).WithTags("Refunds (staff)");
        staff
            .MapPost("/orders/{orderId}/refunds", AskAsync)
            .WithSummary("Refunds a part of what was paid, with the vouchers that are named")
            .WithDescription(
                "Needs an Idempotency-Key. Above a limit, all refunds of staff of the payment together or of the caller in 24 hours, a "
                    + "second person must approve. A second refund of staff within minutes needs knownRefund."
            )
            .Produces<RefundJson>(202)
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(422)
            .ProducesProblem(503);
        staff
            .MapGet("/refunds", RefundsAsync)
            .WithSummary("Lists refunds of a state, oldest first")
            .Produces<RefundList>()
            .ProducesProblem(400);
        Decide("approve", "Approves a refund that somebody else asked for", approve: true);
        Decide("reject", "Turns down a refund, or takes back one's own request", approve: false);
        staff
            .MapGet("/payments", PaymentsAsync)
            .WithSummary("Lists payments of a state, oldest first")
            .Produces<PaymentList>()
            .ProducesProblem(400);
        Thaw("release", "The order takes a frozen payment after all, as paid", release: true);
        Thaw("return", "A frozen payment goes back", release: false);

        void Decide(string verb, string summary, bool approve) =>
            staff
                .MapPost(
                    $"/refunds/{{number}}/{verb}",
                    (string number, HttpContext http, IGrainFactory grains) =>
                        DecideAsync(number, approve, http, grains)
                )
                .WithSummary(summary)
                .Produces<RefundJson>(202)
                .ProducesProblem(403)
                .ProducesProblem(404)
                .ProducesProblem(409)
                .ProducesProblem(503);

        void Thaw(string verb, string summary, bool release) =>
            staff
                .MapPost(
                    $"/payments/{{transactionId}}/{verb}",
                    (string transactionId, ReasonRequest body, HttpContext http, IGrainFactory grains) =>
                        ThawAsync(transactionId, release, body, http, grains)
                )
                .WithSummary(summary)
                .Produces<RefundJson>(202)
                .Produces(204)
                .ProducesProblem(400)
                .ProducesProblem(404)
                .ProducesProblem(409)
                .ProducesProblem(503);
    }

    private static async Task<IResult> AskAsync(
        string orderId,
        StaffRefundRequest body,
        HttpContext http,
        IGrainFactory grains
    )
    {
        if (IdempotencyKey.Read(http.Request.Headers, out var key) is { } wrongKey)
            return wrongKey;
        var errors = new Dictionary<string, string[]>();
        if (body.AmountFen is < 1 or > MaxAmountFen)
            errors["amountFen"] = [$"Must be from 1 to {MaxAmountFen} fen."];
        if (TextInput.Wrong(body.Reason, MaxReason) is { } wrongReason)
            errors["reason"] = [wrongReason];
        if (body.KnownRefund is { Length: 0 or > MaxNumber })
            errors["knownRefund"] = [$"Must have 1 to {MaxNumber} characters."];
        if (errors.Count > 0)
            return Problems.Invalid(errors);
        if (RefundEndpoints.Vouchers(body.VoucherIds, out var vouchers) is { } wrong)
            return wrong;
        if (!OrderId.TryParse(orderId, null, out var id))
            return Problems.NotFound;
        var reason = body.Reason.Trim();
        var answer = await grains
            .GetGrain<IOrderMoneyGrain>(id.Value)
            .RefundAsync(
                new()
                {
                    KeyHash = key,
                    BodyHash = RefundEndpoints.Hash(body.AmountFen, vouchers, reason),
                    Staff = http.Staff(),
                    Vouchers = vouchers,
                    AmountFen = body.AmountFen,
                    Reason = reason,
                    KnownRefund = body.KnownRefund,
                }
            );
        return RefundOutcomes.Answer(answer, http, RefundJson.Of);
    }

    private static async Task<IResult> DecideAsync(
        string number,
        bool approve,
        HttpContext http,
        IGrainFactory grains
    ) =>
        await grains.GetGrain<IMoneyDirectoryGrain>(0).OwnerOfRefundAsync(number) is { } owner
            ? RefundOutcomes.Answer(
                await grains.GetGrain<IOrderMoneyGrain>(owner).DecideRefundAsync(number, approve, http.Staff()),
                http,
                RefundJson.Of
            )
            : Problems.NotFound;

    private static async Task<IResult> ThawAsync(
        string transactionId,
        bool release,
        ReasonRequest body,
        HttpContext http,
        IGrainFactory grains
    )
    {
        if (TextInput.Wrong(body.Reason, MaxReason) is { } wrong)
            return Problems.Invalid("reason", wrong);
        if (await grains.GetGrain<IMoneyDirectoryGrain>(0).OwnerOfPaymentAsync(transactionId) is not { } owner)
            return Problems.NotFound;
        var answer = await grains
            .GetGrain<IOrderMoneyGrain>(owner)
            .DecideFrozenAsync(transactionId, release, http.Staff(), body.Reason.Trim());
        return RefundOutcomes.Answer(answer, http, RefundJson.Of);
    }

    private static async Task<IResult> RefundsAsync(string? state, IGrainFactory grains, TimeProvider time)
    {
        if (!Read<RefundState>(state, out var wanted))
            return Problems.Invalid("state", $"One of {Names<RefundState>()}.");
        var refunds = await grains.GetGrain<IMoneyDirectoryGrain>(0).RefundsAsync(wanted, MaxListed);
        return Results.Ok(new RefundList(time.GetUtcNow(), [.. refunds.Select(RefundJson.Of)]));
    }

    private static async Task<IResult> PaymentsAsync(string? state, IGrainFactory grains, TimeProvider time)
    {
        if (!Read<PaymentState>(state, out var wanted))
            return Problems.Invalid("state", $"One of {Names<PaymentState>()}.");
        var payments = await grains
            .GetGrain<IMoneyDirectoryGrain>(0)
            .PaymentsAsync(wanted ?? PaymentState.Frozen, MaxListed);
        return Results.Ok(new PaymentList(time.GetUtcNow(), [.. payments.Select(PaymentJson.Of)]));
    }

    private static bool Read<T>(string? text, out T? state)
        where T : struct, Enum
    {
        state = null;
        if (text is null)
            return true;
        if (
            Enum.GetNames<T>().FirstOrDefault(n => WireName<T>(n).Equals(text, StringComparison.OrdinalIgnoreCase))
            is not { } name
        )
            return false;
        state = Enum.Parse<T>(name);
        return true;
    }

    private static string Names<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>().Select(WireName<T>));

    private static string WireName<T>(string name)
        where T : struct, Enum =>
        typeof(T).GetField(name)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
        ?? JsonNamingPolicy.CamelCase.ConvertName(name);

    /// <param name="KnownRefund">The latest refund of staff that the caller knows of; null for none.</param>
    internal sealed record StaffRefundRequest(
        long AmountFen,
        string Reason,
        Guid[]? VoucherIds = null,
        string? KnownRefund = null
    );

    internal sealed record ReasonRequest(string Reason);

    internal sealed record RefundList(DateTimeOffset ServerTime, ImmutableArray<RefundJson> Refunds);

    internal sealed record PaymentList(DateTimeOffset ServerTime, ImmutableArray<PaymentJson> Payments);
}
