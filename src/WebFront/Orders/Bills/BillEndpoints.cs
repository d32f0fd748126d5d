using System.Globalization;
using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Orders.Bills;

/// <summary>
/// WeChat's bills and their differences, for staff of role ops or admin. Each decision is audited with the caller's name.
/// </summary>
internal static class BillEndpoints
{
    private const int MaxNote = 200;

    // Two bills a day: three months of them are one page.
    private static readonly PageLimits Limits = new(60, 200);

    public static void MapBills(this IEndpointRouteBuilder app)
    {
        var staff = app.MapGroup("/api/admin").RequireAuthorization(Authentication.Money).WithTags("Bills (staff)");
        staff
            .MapGet("/bills", ListAsync)
            .WithSummary("WeChat's bills, the latest day first; before=yyyy-MM-dd for earlier ones")
            .Produces<BillList>()
            .ProducesProblem(400);
        staff
            .MapPost("/bills/{day}/{kind}/fetch", FetchAsync)
            .WithSummary("Asks WeChat for a day's bill now, for the first time or again")
            .Produces(202)
            .ProducesProblem(404)
            .ProducesProblem(409);
        staff
            .MapPost("/bills/{day}/{kind}/cancel", CancelAsync)
            .WithSummary("Stops a bill that waits or is being matched")
            .Produces(204)
            .ProducesProblem(404)
            .ProducesProblem(409);
        staff
            .MapGet("/bill-differences", DifferencesAsync)
            .WithSummary("Open differences, or settled ones with settled=true, the latest day first")
            .Produces<DifferenceList>()
            .ProducesProblem(400);
        staff
            .MapPost("/bill-differences/{id}/settle", SettleAsync)
            .WithSummary("Settles a difference; the same settlement may be sent again")
            .Produces<BillDifferenceView>()
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(503);
    }

    internal static bool TryDay(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static async Task<IResult> ListAsync(string? before, int? limit, IGrainFactory grains, TimeProvider time)
    {
        DateOnly? from = null;
        if (before is not null)
        {
            if (!TryDay(before, out var day))
                return Problems.Invalid("before", "Must be yyyy-MM-dd.");
            from = day;
        }
        if (limit < 1 || limit > Limits.Max)
            return Problems.Invalid("limit", $"Must be from 1 to {Limits.Max}.");
        var bills = await grains.GetGrain<IBillsGrain>(0).ListAsync(from, limit ?? Limits.Default);
        return Results.Ok(new BillList(time.GetUtcNow(), bills));
    }

    private static async Task<IResult> FetchAsync(string day, string kind, HttpContext http, IGrainFactory grains) =>
        TryBill(day, kind, out var date, out var bill)
            ? Answer(await grains.GetGrain<IBillsGrain>(0).FetchAsync(date, bill, http.Staff()), 202)
            : Problems.NotFound;

    private static async Task<IResult> CancelAsync(string day, string kind, HttpContext http, IGrainFactory grains) =>
        TryBill(day, kind, out var date, out var bill)
            ? Answer(await grains.GetGrain<IBillsGrain>(0).CancelAsync(date, bill, http.Staff()), 204)
            : Problems.NotFound;

    private static async Task<IResult> DifferencesAsync(
        bool? settled,
        string? day,
        string? before,
        int? limit,
        IGrainFactory grains,
        TimeProvider time
    )
    {
        DateOnly? one = null;
        if (day is not null)
        {
            if (!TryDay(day, out var date))
                return Problems.Invalid("day", "Must be yyyy-MM-dd.");
            one = date;
        }
        if (
            PageQuery<PageKey>.Read(before, limit, PageLimits.OfStaff, "the id that a page ended with", out var page) is
            { } wrong
        )
            return wrong;
        var listed = await grains
            .GetGrain<IBillsGrain>(0)
            .DifferencesAsync(new(settled != true, one, page.Before?.Value, page.Limit));
        return Results.Ok(new DifferenceList(time.GetUtcNow(), listed, page.Next(listed, d => d.Id)));
    }

    private static async Task<IResult> SettleAsync(
        string id,
        SettleRequest body,
        HttpContext http,
        IGrainFactory grains
    )
    {
        if (TextInput.Wrong(body.Note, MaxNote) is { } wrong)
            return Problems.Invalid("note", wrong);
        if (body.How == BillSettlement.Gone)
            return Problems.Invalid("how", "Only matching a bill again says that a difference is gone.");
        if (!Guid.TryParseExact(id, "D", out var difference))
            return Problems.NotFound;
        var reply = await grains
            .GetGrain<IBillsGrain>(0)
            .SettleAsync(difference, body.How, http.Staff(), body.Note.Trim());
        return reply.Outcome switch
        {
            SettleOutcome.Done => Results.Ok(reply.Difference),
            SettleOutcome.NotFound => Problems.NotFound,
            SettleOutcome.AlreadySettled => BillProblems.AlreadySettled,
            SettleOutcome.WrongWay => BillProblems.WrongWay,
            SettleOutcome.Contradicted => BillProblems.Contradicted with { Detail = reply.Answer ?? "" },
            _ => Problems.Unavailable,
        };
    }

    private static bool TryBill(string day, string kind, out DateOnly date, out BillKind bill)
    {
        bill = kind == "trade" ? BillKind.Trade : BillKind.FundFlow;
        return TryDay(day, out date) && kind is "trade" or "fundFlow";
    }

    private static IResult Answer(BillOutcome outcome, int done) =>
        outcome switch
        {
            BillOutcome.Done => Results.StatusCode(done),
            BillOutcome.OutOfRange => BillProblems.OutOfRange,
            BillOutcome.WrongState => BillProblems.WrongState,
            _ => Problems.NotFound,
        };

    internal sealed record SettleRequest(BillSettlement How, string Note);

    internal sealed record BillList(DateTimeOffset ServerTime, ImmutableArray<BillView> Bills);

    internal sealed record DifferenceList(
        DateTimeOffset ServerTime,
        ImmutableArray<BillDifferenceView> Items,
        Guid? Next
    );
}

/// <summary>The refusals of bills and settlements.</summary>
internal static class BillProblems
{
    public static readonly Problem AlreadySettled = new(
        "difference-settled",
        409,
        "Settled otherwise",
        "Somebody settled this difference in another way."
    );
    public static readonly Problem WrongWay = new(
        "wrong-settlement",
        409,
        "Not this way",
        "A difference of this kind is not settled this way."
    );
    public static readonly Problem Contradicted = new(
        "settlement-contradicted",
        409,
        "Not confirmed",
        "WeChat or the ledger says otherwise."
    );
    public static readonly Problem OutOfRange = new(
        "bill-out-of-range",
        409,
        "No bill of this day",
        "The day is not over, or WeChat does not keep its bill any more."
    );
    public static readonly Problem WrongState = new(
        "bill-busy",
        409,
        "Not now",
        "The bill is being matched, or there is nothing to stop."
    );
}
