using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Stations;

/// <summary>A station's redemption point, where staff of that station redeems vouchers.</summary>
internal static class RedemptionEndpoints
{
    private const int MaxListed = 200;
    private const int MaxCodeLength = 100;

    // All stations are in China, which has one time.
    private static readonly TimeSpan ChinaStandardTime = TimeSpan.FromHours(8);

    public static void MapRedemptions(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/stations/mine", MineAsync)
            .RequireAuthorization(Authentication.Station)
            .WithTags("Redemption (staff)")
            .WithSummary("Lists the stations at which the caller redeems vouchers, by city and name")
            .WithDescription("An admin redeems at every station. find, limit and total are those of GET /api/stations.")
            .Produces<StationEndpoints.StationList>()
            .ProducesProblem(400)
            .ProducesProblem(403);
        var redemptions = app.MapGroup("/api/stations/{stationId}/redemptions")
            .RequireAuthorization(Authentication.Station)
            .WithTags("Redemption (staff)");
        redemptions
            .MapPost("", RedeemAsync)
            .WithSummary("Takes a voucher in, whole, by its code")
            .WithDescription(
                "Needs an Idempotency-Key: the same key and code give the same answer again. Codes that there are not are "
                    + "counted, by member of staff and by station."
            )
            .Produces<RedemptionJson>(201)
            .ProducesProblem(400)
            .ProducesProblem(403)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(422)
            .ProducesProblem(429);
        redemptions
            .MapGet("", ListAsync)
            .WithSummary("What was taken in today, the latest first")
            .Produces<RedemptionList>()
            .ProducesProblem(403)
            .ProducesProblem(404);
    }

    private static async Task<IResult> MineAsync(
        int? limit,
        string? find,
        ListCache<StationView> stations,
        HttpContext http
    )
    {
        var errors = StationSearch.Errors(find, limit);
        if (errors.Count > 0)
            return Problems.Invalid(errors);
        var mine = (await stations.GetAsync(http.RequestAborted)).Where(station => http.WorksAt(station.Id));
        var found = StationSearch.Find(mine, find);
        var listed = found.Take(limit ?? StationSearch.MaxListed).Select(station => StationJson.Of(station, null));
        return Results.Ok(new StationEndpoints.StationList([.. listed], found.Count));
    }

    private static async Task<IResult> RedeemAsync(
        string stationId,
        NewRedemption body,
        HttpContext http,
        IGrainFactory grains
    )
    {
        if (Refuse(stationId, http, out var station) is { } refused)
            return refused;
        if (IdempotencyKey.Read(http.Request.Headers, out var key) is { } wrongKey)
            return wrongKey;
        if (body.Code.Length is 0 or > MaxCodeLength)
            return RedemptionOutcomes.Mistyped;
        var reply = await grains
            .GetGrain<IRedemptionPointGrain>(station.Value)
            .RedeemAsync(new(body.Code, http.Staff(), key));
        return RedemptionOutcomes.Answer(reply, station, http);
    }

    private static async Task<IResult> ListAsync(
        string stationId,
        HttpContext http,
        IGrainFactory grains,
        TimeProvider time
    )
    {
        if (Refuse(stationId, http, out var station) is { } refused)
            return refused;
        var now = time.GetUtcNow();
        var local = now.ToOffset(ChinaStandardTime);
        var midnight = (local - local.TimeOfDay).ToUniversalTime();
        return
            await grains
                .GetGrain<IRedemptionPointGrain>(station.Value)
                .ListAsync(midnight, midnight.AddDays(1), MaxListed)
                is { } redemptions
            ? Results.Ok(new RedemptionList(now, [.. redemptions.Select(RedemptionJson.Of)]))
            : Problems.NotFound;
    }

    // Staff of other stations is refused, also for stations that do not exist; only staff of all stations may see the difference.
    private static Problem? Refuse(string stationId, HttpContext http, out StationId station)
    {
        if (!StationId.TryParse(stationId, null, out station))
            return Problems.NotFound;
        return http.WorksAt(station) ? null : Problems.Forbidden;
    }

    internal sealed record NewRedemption(string Code);

    internal sealed record RedemptionList(DateTimeOffset ServerTime, ImmutableArray<RedemptionJson> Redemptions);

    /// <param name="CustomerTail">The last four characters of the customer's id.</param>
    internal sealed record RedemptionJson(
        Guid VoucherId,
        string Title,
        ProductKind Kind,
        string Grade,
        long VolumeMl,
        long ValueFen,
        string CustomerTail,
        string Staff,
        DateTimeOffset RedeemedAt
    )
    {
        public static RedemptionJson Of(Redemption r) =>
            new(r.Voucher.Value, r.Title, r.Kind, r.Grade, r.VolumeMl, r.ValueFen, r.CustomerTail, r.Staff, r.At);
    }
}
