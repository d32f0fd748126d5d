using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Customers.MiniProgram;
using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;
using FuelGrains.WebFront.Orders;
using FuelGrains.WebFront.Orders.Vouchers;

namespace FuelGrains.WebFront.Stations.FuelOrders;

/// <summary>Endpoints for a driver at a pump: the sales to pay, and orders for fuel.</summary>
internal static class FuelOrderEndpoints
{
    public static void MapFuelOrders(this IEndpointRouteBuilder app)
    {
        var pump = app.MapGroup("/api/stations/{stationId}/pumps/{pump}").WithTags("Fuel");
        pump.MapGet("", PumpAsync)
            .RequireAuthorization(Authentication.Customer)
            .WithSummary("A pump as it stands: what may be paid after or before fuelling")
            .Produces<PumpOfferJson>()
            .ProducesProblem(404);
        pump.MapGet("/qr.svg", QrAsync)
            .AllowAnonymous()
            .WithSummary("The QR symbol for the pump: it opens the driver's page")
            .Produces<string>(contentType: "image/svg+xml")
            .ProducesProblem(404);
        pump.MapPost("/orders", PlaceAsync)
            .RequireAuthorization(Authentication.Customer)
            .NeedsCurrentClient()
            .WithSummary("Orders fuel: an open sale, or an amount, litres or a full tank before fuelling")
            .WithDescription(
                "Needs an Idempotency-Key. The answer shows what vouchers and what money pay; nothing is paid yet, unless "
                    + "vouchers pay all of it. Then POST /api/orders/{id}/pay."
            )
            .Produces<FuelOrderJson>(201)
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(422)
            .ProducesProblem(503);
        app.MapGet("/api/fuel-orders", ListAsync)
            .RequireAuthorization(Authentication.Customer)
            .WithTags("Fuel")
            .WithSummary("Your orders for fuel, newest first")
            .Produces<FuelOrderList>()
            .ProducesProblem(400);
    }

    private static async Task<IResult> PumpAsync(
        string stationId,
        int pump,
        HttpContext http,
        StationFinder stations,
        IGrainFactory grains,
        TimeProvider time
    )
    {
        if (await stations.FindAsync(stationId) is not { } station)
            return Problems.NotFound;
        if (await grains.GetGrain<IStationGrain>(station.Id.Value).ForecourtAsync() is not { } forecourt)
            return Problems.NotFound;
        var key = new PumpKey(station.Id, pump);
        // Any number is the key of a grain, which a made-up one must not wake.
        if (
            forecourt.Board.Pumps.All(known => known.Number != pump)
            && !await grains.GetGrain<IStationDirectoryGrain>(0).HasSalesAsync(key)
        )
            return Problems.NotFound;
        var view = await grains.GetGrain<IPumpGrain>(key.ToString()).ViewAsync();
        if (view.Board is null && view.Sales.IsEmpty)
            return Problems.NotFound;
        http.Response.Headers.CacheControl = "no-store";
        return Results.Ok(PumpOfferJson.Of(station, pump, view, forecourt, http.Customer(), time.GetUtcNow()));
    }

    private static async Task<IResult> QrAsync(
        string stationId,
        int pump,
        HttpContext http,
        PublicAddress site,
        StationFinder stations
    )
    {
        if (pump is < 1 or > 9_999 || await stations.FindAsync(stationId) is not { } station)
            return Problems.NotFound;
        return Results.Text(VoucherQr.Svg($"{site.Of(http)}/drive/{station.Id}/{pump}"), "image/svg+xml");
    }

    private static async Task<IResult> PlaceAsync(
        string stationId,
        int pump,
        FuelOrderRequest body,
        HttpContext http,
        StationFinder stations,
        IGrainFactory grains
    )
    {
        if (IdempotencyKey.Read(http.Request.Headers, out var key) is { } wrongKey)
            return wrongKey;
        var errors = body.Errors();
        if (errors.Count > 0)
            return Problems.Invalid(errors);
        if (await stations.FindAsync(stationId) is not { } station)
            return Problems.NotFound;
        var reply = await grains
            .GetGrain<IFuelOrderIntakeGrain>(0)
            .PlaceAsync(body.Of(new(station.Id, pump), http.Customer(), key));
        return FuelOrderOutcomes.Answer(reply, body, station.Name, http);
    }

    private static async Task<IResult> ListAsync(
        string? before,
        int? limit,
        HttpContext http,
        IGrainFactory grains,
        TimeProvider time
    )
    {
        if (
            PageQuery<OrderId>.Read(before, limit, PageLimits.OfCustomer, "the id of an order", out var page) is
            { } wrong
        )
            return wrong;
        var orders = await grains
            .GetGrain<IFuelOrderIntakeGrain>(0)
            .ListAsync(http.Customer(), page.Before, page.Limit);
        return Results.Ok(
            new FuelOrderList(
                time.GetUtcNow(),
                [.. orders.Select(FuelOrderJson.Of)],
                page.Next(orders, order => order.Order.Id.Value)
            )
        );
    }

    internal sealed record FuelOrderList(DateTimeOffset ServerTime, ImmutableArray<FuelOrderJson> Orders, Guid? Next);
}
