using System.Net.Mime;
using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Orders.Bills;

/// <summary>The settlement by day, station and campaign, as JSON and as CSV, for staff of role ops or admin.</summary>
internal static class SettlementEndpoints
{
    private const int MaxDays = 92;

    /// <summary>Lines of one answer: a grain's message holds some 2 MB.</summary>
    private const int MaxLines = 5_000;

    public static void MapSettlement(this IEndpointRouteBuilder app)
    {
        var staff = app.MapGroup("/api/admin").RequireAuthorization(Authentication.Money).WithTags("Bills (staff)");
        staff
            .MapGet("/settlement", ListAsync)
            .WithSummary("The sums of WeChat's trade bills by day, station and campaign: from=yyyy-MM-dd&to=yyyy-MM-dd")
            .Produces<SettlementList>()
            .ProducesProblem(400);
        staff
            .MapGet("/settlement.csv", CsvAsync)
            .WithSummary("The same as CSV, UTF-8 with a byte-order mark, as Excel wants it")
            .Produces(200, contentType: MediaTypeNames.Text.Csv)
            .ProducesProblem(400);
    }

    private static Task<IResult> ListAsync(string? from, string? to, IGrainFactory grains, TimeProvider time) =>
        ReadAsync(from, to, grains, lines => Results.Ok(new SettlementList(time.GetUtcNow(), lines)));

    private static Task<IResult> CsvAsync(string? from, string? to, IGrainFactory grains) =>
        ReadAsync(
            from,
            to,
            grains,
            lines => Results.File(SettlementCsv.Write(lines), "text/csv; charset=utf-8", $"settlement-{from}-{to}.csv")
        );

    private static async Task<IResult> ReadAsync(
        string? from,
        string? to,
        IGrainFactory grains,
        Func<ImmutableArray<BillDaySums>, IResult> answer
    )
    {
        if (!BillEndpoints.TryDay(from, out var first))
            return Problems.Invalid("from", "Must be yyyy-MM-dd.");
        if (!BillEndpoints.TryDay(to, out var last) || last < first || last.DayNumber - first.DayNumber >= MaxDays)
            return Problems.Invalid("to", $"Must be yyyy-MM-dd, from is the first of at most {MaxDays} days.");
        var lines = await grains.GetGrain<IBillsGrain>(0).SumsAsync(first, last, MaxLines + 1);
        return lines.Length > MaxLines
            ? Problems.Invalid("from", $"More than {MaxLines} lines: ask for fewer days.")
            : answer(lines);
    }

    internal sealed record SettlementList(DateTimeOffset ServerTime, ImmutableArray<BillDaySums> Lines);
}
