using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations;

/// <summary>One station as staff work it: writes its profile, secrets and product mapping, and tells the live station.</summary>
public sealed class StationControlGrain(StationLedger stations, SiteSecrets secrets) : Grain, IStationControlGrain
{
    private static readonly CancellationToken Unstopped = CancellationToken.None;

    private StationId Id => new(this.GetPrimaryKey());

    private IStationGrain Live => GrainFactory.GetGrain<IStationGrain>(Id.Value);

    public async Task<StationDetails?> DetailsAsync()
    {
        if (
            await stations.FindAsync(Id, Unstopped) is not { } found
            || await Live.ForecourtAsync() is not { } forecourt
        )
            return null;
        return new()
        {
            Id = Id,
            Profile = found.Profile,
            HasScreenKey = found.HasScreenKey,
            Board = forecourt.Board,
            Credentials = await secrets.ListAsync(Id, Unstopped),
        };
    }

    public async Task<StationDetails?> SaveAsync(StationProfile profile, string staff)
    {
        await stations.SaveAsync(Id, profile, staff, Unstopped);
        return await ReloadedAsync();
    }

    public async Task<NewSecret?> RotateCredentialAsync(string staff)
    {
        if (await stations.FindAsync(Id, Unstopped) is null)
            return null;
        var secret = SiteSecrets.NewSecret();
        await secrets.RotateAsync(Id, SiteSecrets.Hash(secret), staff, Unstopped);
        return new(Id, secret);
    }

    public async Task<StationDetails?> RetireCredentialsAsync(string staff)
    {
        if (await stations.FindAsync(Id, Unstopped) is null)
            return null;
        await secrets.RetireAsync(Id, staff, Unstopped);
        return await ReloadedAsync();
    }

    public async Task<NewSecret?> RenewScreenKeyAsync(string staff)
    {
        if (await stations.FindAsync(Id, Unstopped) is null)
            return null;
        var key = SiteSecrets.NewSecret();
        await secrets.RenewScreenKeyAsync(Id, SiteSecrets.Hash(key), staff, Unstopped);
        return new(Id, key);
    }

    public async Task<StationDetails?> MapProductAsync(string product, string? grade, string staff) =>
        await stations.MapProductAsync(Id, product, grade, staff, Unstopped) is null ? null : await ReloadedAsync();

    private async Task<StationDetails?> ReloadedAsync()
    {
        await Live.ReloadAsync();
        return await DetailsAsync();
    }
}
