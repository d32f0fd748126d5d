using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Stations;

/// <summary>Endpoints of stations for staff of role ops: settings that OpenFSC has no messages for. Each change is audited.</summary>
internal static class StationAdminEndpoints
{
    private const int LongestGrade = 20;

    public static void MapStationAdmin(this IEndpointRouteBuilder app)
    {
        var stations = app.MapGroup("/api/admin/stations")
            .RequireAuthorization(Authentication.Ops)
            .WithTags("Stations (staff)");
        stations
            .MapPost("", CreateAsync)
            .WithSummary("Creates a station")
            .Produces<StationDetailsJson>(201)
            .ProducesProblem(400);
        stations
            .MapGet(
                "/{stationId}",
                (string stationId, IGrainFactory grains, PublicAddress site) =>
                    AtAsync(stationId, grains, site, station => station.DetailsAsync())
            )
            .WithSummary("A station: profile, secrets without their words, products, pumps")
            .Produces<StationDetailsJson>()
            .ProducesProblem(404);
        stations
            .MapPut("/{stationId}", ChangeAsync)
            .WithSummary("Replaces a station's profile")
            .Produces<StationDetailsJson>()
            .ProducesProblem(400)
            .ProducesProblem(404);
        stations
            .MapPost(
                "/{stationId}/credentials",
                (string stationId, IGrainFactory grains, HttpContext http) =>
                    SecretAsync(stationId, grains, station => station.RotateCredentialAsync(http.Staff()))
            )
            .WithSummary("A new site secret, shown once; the one before stays valid for seven days")
            .Produces<SecretJson>()
            .ProducesProblem(404);
        stations
            .MapPost(
                "/{stationId}/credentials/retire",
                (string stationId, IGrainFactory grains, PublicAddress site, HttpContext http) =>
                    AtAsync(stationId, grains, site, station => station.RetireCredentialsAsync(http.Staff()))
            )
            .WithSummary("Ends every site secret but the newest")
            .Produces<StationDetailsJson>()
            .ProducesProblem(404);
        stations
            .MapPost(
                "/{stationId}/screen-key",
                (string stationId, IGrainFactory grains, HttpContext http) =>
                    SecretAsync(stationId, grains, station => station.RenewScreenKeyAsync(http.Staff()))
            )
            .WithSummary("A new key for the station's screen, shown once; the old one ends")
            .Produces<SecretJson>()
            .ProducesProblem(404);
        stations
            .MapPost("/{stationId}/products", MapProductAsync)
            .WithSummary("Says which of the chain's grades a product of the site is, also before the site dialled in")
            .Produces<StationDetailsJson>()
            .ProducesProblem(400)
            .ProducesProblem(404);
    }

    private static async Task<IResult> CreateAsync(
        NewStation request,
        IGrainFactory grains,
        StationFinder stations,
        TimeProvider time,
        PublicAddress site,
        HttpContext http
    )
    {
        var errors = request.Errors();
        if (errors.Count > 0)
            return Problems.Invalid(errors);
        var id = StationId.New(time);
        stations.Opened(id);
        var created = await grains.GetGrain<IStationControlGrain>(id.Value).SaveAsync(request.Profile, http.Staff());
        return Results.Created($"/api/admin/stations/{id}", StationDetailsJson.Of(created!, site, time.GetUtcNow()));
    }

    private static async Task<IResult> ChangeAsync(
        string stationId,
        NewStation request,
        IGrainFactory grains,
        PublicAddress site,
        HttpContext http
    )
    {
        var errors = request.Errors();
        return errors.Count > 0
            ? Problems.Invalid(errors)
            : await AtAsync(stationId, grains, site, station => station.SaveAsync(request.Profile, http.Staff()));
    }

    private static async Task<IResult> MapProductAsync(
        string stationId,
        ProductMapping request,
        IGrainFactory grains,
        PublicAddress site,
        HttpContext http
    )
    {
        if (!OpenFsc.FscReports.IsId(request.Product))
            return Problems.Invalid("product", "Must be the site's own product id: 1 to 64 characters without spaces.");
        if (request.Grade is { } grade && (grade.Trim().Length is 0 or > LongestGrade || grade.Any(char.IsControl)))
            return Problems.Invalid("grade", $"Must have 1 to {LongestGrade} characters, or be null.");
        return await AtAsync(
            stationId,
            grains,
            site,
            station => station.MapProductAsync(request.Product, request.Grade?.Trim(), http.Staff())
        );
    }

    private static async Task<IResult> AtAsync(
        string stationId,
        IGrainFactory grains,
        PublicAddress site,
        Func<IStationControlGrain, Task<StationDetails?>> act
    ) =>
        await FindAsync(stationId, grains) is { } station && await act(station) is { } details
            ? Results.Ok(StationDetailsJson.Of(details, site, details.Board.HeardAt ?? default))
            : Problems.NotFound;

    private static async Task<IResult> SecretAsync(
        string stationId,
        IGrainFactory grains,
        Func<IStationControlGrain, Task<NewSecret?>> act
    ) =>
        await FindAsync(stationId, grains) is { } station && await act(station) is { } secret
            ? Results.Ok(new SecretJson(secret.Station.Value, secret.Secret))
            : Problems.NotFound;

    // The look-up keeps unknown ids from waking a grain each.
    private static async Task<IStationControlGrain?> FindAsync(string stationId, IGrainFactory grains) =>
        StationId.TryParse(stationId, null, out var id)
        && await grains.GetGrain<IStationDirectoryGrain>(0).FindAsync(id) is not null
            ? grains.GetGrain<IStationControlGrain>(id.Value)
            : null;

    /// <summary>The grade of a product; null for none.</summary>
    internal sealed record ProductMapping(string Product, string? Grade);

    /// <summary>The site's access key (or the screen's station) and the secret that goes with it.</summary>
    internal sealed record SecretJson(Guid StationId, string Secret);
}
