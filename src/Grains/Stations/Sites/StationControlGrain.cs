using FuelGrains.Grains.Stations.Sales;

namespace FuelGrains.Grains.Stations.Sites;

/// <summary>A station as staff manage it: writes profile, secrets and product mapping, and makes the live station reload them.</summary>
public sealed class StationControlGrain(StationStore stations, SiteSecrets secrets, FuelSaleStore sales)
    : Grain,
        IStationControlGrain
{
    private StationId Id => new(this.GetPrimaryKey());

    private IStationGrain Live => GrainFactory.GetGrain<IStationGrain>(Id.Value);

    public async Task<StationDetails?> DetailsAsync()
    {
        if (
            await stations.FindAsync(Id, CancellationToken.None) is not { } found
            || await Live.ForecourtAsync() is not { } forecourt
        )
            return null;
        return new()
        {
            Id = Id,
            Profile = found.Profile,
            HasScreenKey = found.HasScreenKey,
            Board = forecourt.Board,
            Credentials = await secrets.ListAsync(Id, CancellationToken.None),
            Products = await stations.ProductsAsync(Id, CancellationToken.None),
        };
    }

    public async Task<StationDetails?> SaveAsync(StationProfile profile, string staff)
    {
        await stations.SaveAsync(Id, profile, staff, CancellationToken.None);
        return await ReloadedAsync();
    }

    public async Task<NewSecret?> RotateCredentialAsync(string staff)
    {
        if (await stations.FindAsync(Id, CancellationToken.None) is null)
            return null;
        var secret = SiteSecrets.NewSecret();
        await secrets.RotateAsync(Id, SiteSecrets.Hash(secret), staff, CancellationToken.None);
        return new(Id, secret);
    }

    public async Task<StationDetails?> RetireCredentialsAsync(string staff)
    {
        if (await stations.FindAsync(Id, CancellationToken.None) is null)
            return null;
        await secrets.RetireAsync(Id, staff, CancellationToken.None);
        return await ReloadedAsync();
    }

    public async Task<NewSecret?> RenewScreenKeyAsync(string staff)
    {
        if (await stations.FindAsync(Id, CancellationToken.None) is null)
            return null;
        var key = SiteSecrets.NewSecret();
        await secrets.RenewScreenKeyAsync(Id, SiteSecrets.Hash(key), staff, CancellationToken.None);
        return new(Id, key);
    }

    public async Task<StationDetails?> MapProductAsync(string product, string? grade, string staff) =>
        await stations.MapProductAsync(Id, product, grade, staff, CancellationToken.None) is null
            ? null
            : await ReloadedAsync();

    public Task<HeldSales> HeldSalesAsync(TimeSpan last) => sales.HeldAsync(Id, last, CancellationToken.None);

    private async Task<StationDetails?> ReloadedAsync()
    {
        await Live.ReloadAsync();
        return await DetailsAsync();
    }
}
